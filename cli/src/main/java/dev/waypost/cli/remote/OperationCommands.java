package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost bulk-switch` and `waypost operation`: work on many tenants, followed to its end.
public final class OperationCommands {
    private OperationCommands() {}

    /// What follows work to its end does so the same way.
    abstract static class Following extends Asking {
        @Option(
                names = "--every",
                paramLabel = "MS",
                defaultValue = "1000",
                description = "How often to look, in milliseconds (default: ${DEFAULT-VALUE}).")
        int every;

        void follow(Remote remote, String id) {
            JsonNode work = Progress.follow(remote, id, Duration.ofMillis(Math.max(10, every)), line -> {
                if (output == Output.TABLE) {
                    say(line);
                }
            });
            List<JsonNode> failures = new ArrayList<>();
            work.path("failures").forEach(failures::add);
            if (output == Output.JSON) {
                show(work, List.of());
            } else if (!failures.isEmpty()) {
                table(failures, List.of("item_id", "reason", "detail"));
            }
            if (!work.path("state").asText().equals("SUCCEEDED")) {
                throw new RemoteFailure(
                        ExitCode.REFUSED,
                        "it ended as " + work.path("state").asText() + "; to go on: waypost operation " + id
                                + " --resume");
            }
            if (!failures.isEmpty()) {
                throw new RemoteFailure(ExitCode.REFUSED, failures.size() + " of its items failed");
            }
        }
    }

    @Command(
            name = "bulk-switch",
            description = "Switch many tenants to their standbys; a dry run unless --really.",
            mixinStandardHelpOptions = true)
    public static final class BulkSwitch extends Following {
        @Parameters(paramLabel = "TENANT", arity = "0..*", description = "Their ids; or name a --server.")
        List<String> tenants = List.of();

        @Option(
                names = "--server",
                paramLabel = "HOST:PORT",
                defaultValue = "",
                description = "All tenants of this server.")
        String server = "";

        @Option(names = "--cause", paramLabel = "WHY", defaultValue = "", description = "Kept in the history.")
        String cause = "";

        @Option(names = "--really", description = "Do it; without, only say what would happen.")
        boolean really;

        @Override
        void ask(Remote remote) {
            if (tenants.isEmpty() == server.isEmpty()) {
                throw new RemoteFailure(ExitCode.BAD_INPUT, "name tenants or a --server, one of both");
            }
            Map<String, Object> body = new LinkedHashMap<>();
            if (server.isEmpty()) {
                body.put("tenant_ids", tenants);
            } else {
                body.put("server", server);
            }
            if (!cause.isEmpty()) {
                body.put("cause", cause);
            }
            body.put("dry_run", !really);
            follow(
                    remote,
                    remote.post("/admin/transfers/switches", body).path("id").asText());
        }
    }

    @Command(
            name = "operation",
            description = "Follow work on many tenants to its end; --resume lets it go on first.",
            mixinStandardHelpOptions = true)
    public static final class Operation extends Following {
        @Parameters(paramLabel = "OPERATION", description = "Its id.")
        String id = "";

        @Option(names = "--resume", description = "Let it go on where it stopped.")
        boolean resume;

        @Override
        void ask(Remote remote) {
            if (resume) {
                remote.post("/admin/transfers/" + Remote.encoded(id) + "/resume", Map.of());
            }
            follow(remote, id);
        }
    }
}
