package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Waits for work on many tenants and tells how far it is.
final class Progress {
    private static final Set<String> OVER = Set.of("SUCCEEDED", "FAILED", "CANCELLED");
    private static final int WIDTH = 30;

    private Progress() {}

    /// @return the work when it is over
    static JsonNode follow(Remote remote, String id, Duration pause, Consumer<String> say) {
        String told = "";
        while (true) {
            JsonNode work = remote.get("/admin/transfers/" + Remote.encoded(id));
            String line = bar(work);
            if (!line.equals(told)) {
                say.accept(line);
                told = line;
            }
            if (OVER.contains(work.path("state").asText())) {
                return work;
            }
            LockSupport.parkNanos(pause.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new RemoteFailure(ExitCode.REFUSED, "interrupted; it goes on: waypost operation " + id);
            }
        }
    }

    static String bar(JsonNode work) {
        long done = work.path("done_items").asLong();
        long total = Math.max(work.path("total_items").asLong(), done);
        int full = total == 0 ? 0 : (int) (done * WIDTH / total);
        long failed = work.path("failed_items").asLong();
        return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + done + "/" + total
                + (failed == 0 ? "" : ", " + failed + " failed") + " "
                + work.path("state").asText();
    }
}
