package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// A decision about many things of one tenant: those that are named, or all that a list holds.
abstract class Deciding extends Asking {
    private static final int MOST_AT_ONCE = 1000;
    private static final int MOST = 1_000_000;

    @Option(names = "--tenant", paramLabel = "TENANT", required = true, description = "Whose they are.")
    String tenantId = "";

    @Parameters(paramLabel = "ID", arity = "0..*", description = "Which; or --all.")
    List<String> ids = List.of();

    @Option(names = "--all", description = "All of them.")
    boolean all;

    @Option(names = "--dry-run", description = "Only say which ones.")
    boolean dryRun;

    @Mixin
    Consent consent = new Consent();

    /// One kind of things, and what is decided about it.
    ///
    /// @param field what the API calls a list of ids
    /// @param skipped what it calls those that were left alone
    /// @param question what a person is asked, with the number
    record Decision(String path, String field, String skipped, String question, String done) {}

    abstract Decision decision();

    /// Why, where the history keeps it.
    String cause() {
        return "";
    }

    /// The ids of all.
    abstract List<String> everyOne(Remote remote, int most);

    @Override
    void ask(Remote remote) {
        if (ids.isEmpty() != all) {
            throw new RemoteFailure(ExitCode.BAD_INPUT, "name ids or --all, one of both");
        }
        List<String> chosen = all ? everyOne(remote, MOST) : ids;
        Decision decision = decision();
        if (dryRun) {
            chosen.forEach(id -> {
                if (isTable()) {
                    say(id);
                }
            });
            if (isTable()) {
                say(chosen.size() + " in all; nothing was changed.");
            } else {
                json(Remote.JSON.createObjectNode().set(decision.field(), Remote.JSON.valueToTree(chosen)));
            }
            return;
        }
        if (chosen.isEmpty()) {
            tell("There are none.");
            return;
        }
        consent.to(String.format(decision.question(), chosen.size(), tenantId));
        decide(remote, decision, chosen);
    }

    private void decide(Remote remote, Decision decision, List<String> chosen) {
        ArrayNode done = Remote.JSON.createArrayNode();
        ArrayNode left = Remote.JSON.createArrayNode();
        try (var _ = OnInterrupt.say("stopped; what was done stays done, and the same command goes on with the rest")) {
            for (int from = 0; from < chosen.size(); from += MOST_AT_ONCE) {
                int until = Math.min(from + MOST_AT_ONCE, chosen.size());
                Map<String, Object> body = new LinkedHashMap<>();
                body.put("tenantId", tenantId);
                body.put(decision.field(), chosen.subList(from, until));
                if (!cause().isEmpty()) {
                    body.put("cause", cause());
                }
                JsonNode answer = remote.post(decision.path(), body);
                answer.path(decision.field()).forEach(done::add);
                answer.path(decision.skipped()).forEach(left::add);
                if (chosen.size() > MOST_AT_ONCE) {
                    note(Progress.bar(until, chosen.size()));
                }
            }
        }
        if (isTable()) {
            say(done.size() + " " + decision.done() + ".");
            left.forEach(id -> say("left alone: " + Cells.plain(id.asText())));
        } else {
            ObjectNode both = Remote.JSON.createObjectNode();
            both.set(decision.field(), done);
            both.set(decision.skipped(), left);
            json(both);
        }
        // Of all, something may have become of some meanwhile; who is named is meant.
        if (!left.isEmpty() && !all) {
            throw new RemoteFailure(
                    ExitCode.INCOMPLETE,
                    left.size() + " left alone: unknown, or in a state where there is nothing to decide");
        }
    }
}
