package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/// A command that follows work which outlives it to its end.
abstract class Following extends Asking {
    private static final List<Column> FAILURES = List.of(
            Column.id("item", "item_id"),
            Column.id("item", "itemId"),
            Column.id("reason", "reason"),
            Column.text("detail", "detail"));

    @Option(
            names = "--every",
            paramLabel = "MS",
            defaultValue = "1000",
            description = "How often to look, in milliseconds (default: ${DEFAULT-VALUE}).")
    int every;

    /// Where work of this kind is asked for, and how a person comes back to it.
    record Kind(String path, String query, String flags) {
        static final Kind TRANSFER = new Kind("/admin/transfers/", "", "");

        static Kind replayOf(String tenantId) {
            return new Kind("/api/whatsapp/replays/", "?tenantId=" + Remote.encoded(tenantId), " --tenant " + tenantId);
        }

        String advice(String id) {
            return flags.isEmpty()
                    ? "all of them, with why: waypost operations items " + id
                    : "what was not delivered: waypost undelivered" + flags;
        }

        String at(String id) {
            return path + Remote.encoded(id) + query;
        }

        String at(String id, String verb) {
            return path + Remote.encoded(id) + "/" + verb;
        }

        Map<String, String> body(String tenantId) {
            return query.isEmpty() ? Map.of() : Map.of("tenantId", tenantId);
        }
    }

    /// @return the work, which succeeded with every item; anything else is a failure
    JsonNode follow(Remote remote, Kind kind, String id) {
        JsonNode work = watch(remote, kind, id);
        List<JsonNode> failures = new ArrayList<>();
        work.path("failures").forEach(failures::add);
        if (isTable() && !failures.isEmpty()) {
            boolean snake = failures.getFirst().has("item_id");
            table(
                    failures,
                    FAILURES.stream()
                            .filter(column -> !column.path().equals(snake ? "itemId" : "item_id"))
                            .toList(),
                    "");
        }
        String state = work.path("state").asText();
        if (!state.equals("SUCCEEDED")) {
            String why = work.path("failure_detail")
                    .asText(work.path("failureDetail").asText());
            throw new RemoteFailure(
                    ExitCode.REFUSED,
                    "it ended as " + state + (why.isEmpty() ? "" : ": " + why),
                    List.of("do: what it did stays done; to go on: waypost operations resume " + id + kind.flags()));
        }
        long failed = work.path("failed_items").asLong(work.path("failedItems").asLong());
        if (failed > 0) {
            throw new RemoteFailure(
                    ExitCode.INCOMPLETE,
                    failed + (failed == 1 ? " item" : " items") + " failed",
                    List.of("do: " + kind.advice(id)));
        }
        return work;
    }

    private JsonNode watch(Remote remote, Kind kind, String id) {
        boolean redrawn = isTable() && Screen.isWatched();
        try (var _ = OnInterrupt.say("it goes on without us; to follow it again: waypost operations follow " + id
                + kind.flags() + ", to stop it: waypost operations cancel " + id + kind.flags())) {
            JsonNode over = Progress.follow(remote, kind.at(id), Duration.ofMillis(Math.max(10, every)), work -> {
                if (!isTable()) {
                    jsonLine(work);
                } else if (redrawn) {
                    out().print("\r\u001b[K" + Progress.bar(work));
                    out().flush();
                } else {
                    say(Progress.bar(work));
                }
            });
            if (redrawn) {
                say("");
            }
            return over;
        }
    }
}
