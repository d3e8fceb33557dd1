package dev.waypost.cli.remote;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `waypost messages release`, `discard` and `redrive`: decisions about messages that were held or failed.
final class MessageDecisions {
    private static final String PATH = "/api/whatsapp/messages";

    private MessageDecisions() {}

    abstract static class OfMessages extends Deciding {
        Decision decision(String verb, String question, String done) {
            return new Decision(PATH + verb, "messageIds", "skippedMessageIds", question, done);
        }

        List<String> listed(Remote remote, Query query, int most) {
            return remote
                    .list(
                            query.with("tenantId", tenantId)
                                    .with("pageSize", 1000)
                                    .toString(),
                            most)
                    .stream()
                    .map(message -> message.path("messageId").asText())
                    .toList();
        }
    }

    @Command(name = "release", description = "Send messages that were held.", mixinStandardHelpOptions = true)
    static final class Release extends OfMessages {
        @Override
        Decision decision() {
            return decision("/release", "Send %d held messages of %s now?", "put back into the queue");
        }

        @Override
        List<String> everyOne(Remote remote, int most) {
            return listed(remote, Query.of(PATH + "/held"), most);
        }
    }

    @Command(name = "discard", description = "Give up messages that were held.", mixinStandardHelpOptions = true)
    static final class Discard extends OfMessages {
        @Option(names = "--cause", paramLabel = "WHY", defaultValue = "", description = "Kept in the history.")
        String cause = "";

        @Override
        String cause() {
            return cause;
        }

        @Override
        Decision decision() {
            return decision("/discard", "Never send %d held messages of %s?", "given up");
        }

        @Override
        List<String> everyOne(Remote remote, int most) {
            return listed(remote, Query.of(PATH + "/held"), most);
        }
    }

    @Command(
            name = "redrive",
            description = "Try messages again that failed or expired.",
            mixinStandardHelpOptions = true)
    static final class Redrive extends OfMessages {
        @Option(
                names = "--from",
                paramLabel = "TIME",
                defaultValue = "24h",
                description = "With --all: accepted since (default: 24h ago).")
        String from = "";

        @Override
        Decision decision() {
            return decision("/redrive", "Try %d failed messages of %s again?", "put back into the queue");
        }

        @Override
        List<String> everyOne(Remote remote, int most) {
            return listed(
                    remote,
                    Query.of(PATH).with("state", "FAILED,EXPIRED").with("from", When.read("--from", from)),
                    most);
        }
    }
}
