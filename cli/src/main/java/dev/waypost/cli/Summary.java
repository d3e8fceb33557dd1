package dev.waypost.cli;

import dev.waypost.allinone.SuiteService;
import dev.waypost.allinone.SuiteSettings;
import java.io.PrintStream;
import java.nio.file.Path;

/// The table that `up` prints: what is where, and the key that opens it.
record Summary(UpOptions options, SuiteSettings settings, Path data, PidFiles pids) {

    void print(PrintStream out) {
        var ports = options.ports();
        row(out, "console", "http://127.0.0.1:" + ports.console());
        row(out, "webhooks", "http://127.0.0.1:" + ports.webhooks());
        for (var service : SuiteService.values()) {
            var grpc = service.hasStore() ? "gRPC 127.0.0.1:" + ports.grpc(service) + "  " : "";
            row(out, service.title(), grpc + "ops http://127.0.0.1:" + ports.ops(service));
        }
        if (options.simulator()) {
            row(out, "simulator", "http://127.0.0.1:" + ports.simulator());
        }
        if (options.traces()) {
            row(out, "traces", "http://127.0.0.1:" + ports.traceViewer() + "/zipkin/  (up a few seconds later)");
        }
        row(
                out,
                "PostgreSQL",
                settings.database().url() + "  user " + settings.database().username());
        row(out, "Redis", settings.redisUrl().replaceAll(":[^:@/]+@", ":***@"));
        row(out, "data and logs", data.toString());
        pids.all().forEach((name, pid) -> row(out, "pid", pid + "  " + name));
        row(out, "admin key", settings.adminKey());
    }

    private static void row(PrintStream out, String what, String where) {
        out.printf("  %-16s %s%n", what, where);
    }
}
