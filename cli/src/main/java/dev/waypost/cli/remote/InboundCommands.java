package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost undelivered`, `redrive`, `discard` and `replay`: what projects did not get, and giving it to them.
public final class InboundCommands {
    private static final String PATH = "/api/whatsapp/deliveries";

    private InboundCommands() {}

    private static String undelivered(String tenantId, String projectId, int page) {
        return Query.of(PATH + "/undelivered")
                .with("tenantId", tenantId)
                .with("projectId", projectId)
                .with("pageSize", page)
                .toString();
    }

    @Command(
            name = "undelivered",
            description = "List what projects did not get, the oldest first.",
            mixinStandardHelpOptions = true)
    public static final class Undelivered extends Asking {
        @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose.")
        String tenantId = "";

        @Option(names = "--project", paramLabel = "ID", defaultValue = "", description = "Only for this project.")
        String projectId = "";

        @Mixin
        Limit limit = new Limit();

        @Override
        void ask(Remote remote) {
            List<JsonNode> waiting = remote.list(undelivered(tenantId, projectId, limit.page()), limit.most);
            if (!isTable()) {
                json(Remote.JSON.valueToTree(waiting));
                return;
            }
            // The last try says why.
            waiting.forEach(delivery -> {
                JsonNode last =
                        delivery.at("/attempts/" + (delivery.path("attempts").size() - 1));
                ((ObjectNode) delivery).set("last", last);
            });
            table(
                    waiting,
                    List.of(
                            Column.id("delivery", "deliveryId"),
                            Column.text("project", "projectId"),
                            Column.id("state", "state"),
                            Column.id("tries", "attemptCount"),
                            Column.id("http", "last.httpStatus"),
                            Column.text("why", "last.cause")),
                    "Everything was delivered.");
            if (!waiting.isEmpty()) {
                say("When the project is well again: waypost redrive --tenant " + tenantId + " --all"
                        + (projectId.isEmpty() ? "" : " --project " + projectId));
            }
        }
    }

    abstract static class OfDeliveries extends Deciding {
        @Option(
                names = "--project",
                paramLabel = "ID",
                defaultValue = "",
                description = "With --all: only for this one.")
        String projectId = "";

        Decision decision(String verb, String question, String done) {
            return new Decision(PATH + verb, "deliveryIds", "skippedDeliveryIds", question, done);
        }

        @Override
        List<String> everyOne(Remote remote, int most) {
            return remote.list(undelivered(tenantId, projectId, 1000), most).stream()
                    .map(delivery -> delivery.path("deliveryId").asText())
                    .toList();
        }
    }

    @Command(
            name = "redrive",
            description = "Deliver again at once what projects did not get.",
            mixinStandardHelpOptions = true)
    public static final class Redrive extends OfDeliveries {
        @Override
        Decision decision() {
            return decision("/redrive", "Deliver %d events of %s again now?", "will be tried again");
        }
    }

    @Command(name = "discard", description = "Give up what projects did not get.", mixinStandardHelpOptions = true)
    public static final class Discard extends OfDeliveries {
        @Option(names = "--cause", paramLabel = "WHY", defaultValue = "", description = "Kept in the history.")
        String cause = "";

        @Override
        String cause() {
            return cause;
        }

        @Override
        Decision decision() {
            return decision("/discard", "Never deliver %d events of %s?", "given up");
        }
    }

    @Command(
            name = "replay",
            description = "Deliver a stretch of time again, and show how far that is.",
            mixinStandardHelpOptions = true)
    public static final class Replay extends Starting {
        @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose.")
        String tenantId = "";

        @Option(
                names = "--from",
                paramLabel = "TIME",
                required = true,
                description = "Received since: 2026-01-31T08:00:00Z, or 90m, 2h, 3d ago.")
        String from = "";

        @Option(
                names = "--until",
                paramLabel = "TIME",
                defaultValue = "",
                description = "Received before (default: now).")
        String until = "";

        @Option(
                names = "--project",
                paramLabel = "ID",
                defaultValue = "",
                description = "To this project (default: every one that is mapped now).")
        String projectId = "";

        @Option(
                names = "--kind",
                paramLabel = "KIND",
                split = ",",
                description = "Only these: MESSAGE, STATUS, ACCOUNT, SESSION, RAW.")
        List<String> kinds = List.of();

        @Option(names = "--undelivered-only", description = "Only to projects that did not get the event.")
        boolean undeliveredOnly;

        @Mixin
        Consent consent = new Consent();

        @Override
        void ask(Remote remote) {
            String since = When.read("--from", from);
            String before = When.read("--until", until);
            consent.to("Deliver what " + tenantId + " received since " + since
                    + (before.isEmpty() ? "" : " and before " + before) + " again"
                    + (undeliveredOnly ? " to projects that did not get it?" : ", also to projects that have it?"));
            var body = Remote.JSON.createObjectNode();
            body.put("tenantId", tenantId).put("from", since).put("undeliveredOnly", undeliveredOnly);
            if (!before.isEmpty()) {
                body.put("until", before);
            }
            if (!projectId.isEmpty()) {
                body.put("projectId", projectId);
            }
            if (!kinds.isEmpty()) {
                body.set("kind", Remote.JSON.valueToTree(kinds));
            }
            started(remote, Kind.replayOf(tenantId), remote.post("/api/whatsapp/replays", Remote.fields(body)));
        }
    }

    @Command(
            name = "events",
            description = "List what came in, the newest first, or show one event with its payload.",
            mixinStandardHelpOptions = true)
    public static final class Events extends Asking {
        @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose.")
        String tenantId = "";

        @Parameters(paramLabel = "EVENT", arity = "0..1", defaultValue = "", description = "Show this one.")
        String eventId = "";

        @Option(
                names = "--kind",
                paramLabel = "KIND",
                split = ",",
                description = "Only these: MESSAGE, STATUS, ACCOUNT, SESSION, RAW.")
        List<String> kinds = List.of();

        @Option(names = "--user", paramLabel = "PHONE", defaultValue = "", description = "Only of this user.")
        String user = "";

        @Option(names = "--message", paramLabel = "ID", defaultValue = "", description = "Only about this message.")
        String messageId = "";

        @Option(names = "--from", paramLabel = "TIME", defaultValue = "", description = "Only received since.")
        String from = "";

        @Option(names = "--until", paramLabel = "TIME", defaultValue = "", description = "Only received before.")
        String until = "";

        @Mixin
        Limit limit = new Limit();

        @Override
        void ask(Remote remote) {
            if (!eventId.isEmpty()) {
                one(remote.get(Query.of("/api/whatsapp/events/" + Remote.encoded(eventId))
                        .with("tenantId", tenantId)
                        .toString()));
                return;
            }
            String path = Query.of("/api/whatsapp/events")
                    .with("tenantId", tenantId)
                    .with("pageSize", limit.page())
                    .with("kind", String.join(",", kinds))
                    .with("user", user)
                    .with("messageId", messageId)
                    .with("from", When.read("--from", from))
                    .with("until", When.read("--until", until))
                    .toString();
            table(
                    remote.list(path, limit.most),
                    List.of(
                            Column.id("event", "eventId"),
                            Column.id("kind", "kind"),
                            Column.phone("user", "user"),
                            Column.id("received", "receiveTime"),
                            Column.text("endpoint", "endpointId")),
                    "Nothing came in. Does the provider know the webhook's address? waypost endpoint test " + tenantId);
        }

        private void one(JsonNode event) {
            show(
                    event,
                    List.of(
                            Column.id("event", "eventId"),
                            Column.id("kind", "kind"),
                            Column.phone("user", "user"),
                            Column.id("received", "receiveTime"),
                            Column.id("endpoint", "endpointId"),
                            Column.id("message", "messageId"),
                            Column.id("trace", "traceId")));
            if (isTable()) {
                List<JsonNode> deliveries = new ArrayList<>();
                event.path("deliveries").forEach(deliveries::add);
                say("");
                table(
                        deliveries,
                        List.of(
                                Column.id("delivery", "deliveryId"),
                                Column.text("project", "projectId"),
                                Column.id("state", "state"),
                                Column.id("tries", "attemptCount")),
                        "No project got it: none is mapped (waypost hub tree --tenant " + tenantId + ").");
                if (full) {
                    say("");
                    say(Cells.plain(event.path("payload").asText()));
                } else {
                    say("Its payload, as received: --full, or --output json.");
                }
            }
        }
    }
}
