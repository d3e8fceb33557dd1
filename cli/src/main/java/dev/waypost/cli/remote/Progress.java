package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/// Waits for work that outlives its call, and tells how far it is.
final class Progress {
    private static final Set<String> OVER = Set.of("SUCCEEDED", "FAILED", "CANCELLED");
    private static final int WIDTH = 30;
    private static final int MOST_MISSED = 30;

    private Progress() {}

    /// @param path where the work can be asked for
    /// @param changed told of each change
    /// @return the work when it is over
    static JsonNode follow(Remote remote, String path, Duration pause, Consumer<JsonNode> changed) {
        String told = "";
        while (true) {
            JsonNode work = look(remote, path, pause);
            String line = bar(work);
            if (!line.equals(told)) {
                changed.accept(work);
                told = line;
            }
            if (OVER.contains(work.path("state").asText())) {
                return work;
            }
            LockSupport.parkNanos(pause.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                throw new RemoteFailure(ExitCode.INTERRUPTED, "interrupted");
            }
        }
    }

    /// An answer that does not come once is no reason to leave.
    private static JsonNode look(Remote remote, String path, Duration pause) {
        for (int missed = 1; ; missed++) {
            try {
                return remote.get(path);
            } catch (RemoteFailure e) {
                if (e.exit() != ExitCode.NOT_NOW || missed == MOST_MISSED) {
                    throw e;
                }
                LockSupport.parkNanos(pause.toNanos());
            }
        }
    }

    static String bar(JsonNode work) {
        long failed = number(work, "failed_items", "failedItems");
        return bar(number(work, "done_items", "doneItems"), number(work, "total_items", "totalItems"))
                + (failed == 0 ? "" : ", " + failed + " failed") + " "
                + work.path("state").asText() + (work.path("dry_run").asBoolean() ? " (dry run, changes nothing)" : "");
    }

    static String bar(long done, long known) {
        long total = Math.max(known, done);
        int full = total == 0 ? 0 : (int) (done * WIDTH / total);
        return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + done + "/" + (total == 0 ? "?" : total);
    }

    /// The hub's and the transfers' JSON is in snake_case, that of tenants in camelCase.
    private static long number(JsonNode work, String snake, String camel) {
        return work.has(snake) ? work.path(snake).asLong() : work.path(camel).asLong();
    }
}
