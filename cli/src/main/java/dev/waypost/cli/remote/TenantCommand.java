package dev.waypost.cli.remote;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost tenant`: lists, shows, adds, suspends and resumes tenants.
@Command(
        name = "tenant",
        description = "List, show, add, suspend and resume tenants.",
        mixinStandardHelpOptions = true,
        subcommands = {
            TenantCommand.All.class,
            TenantCommand.One.class,
            TenantCommand.Add.class,
            TenantCommand.Suspend.class,
            TenantCommand.Resume.class
        })
public final class TenantCommand {
    private static final List<String> FIELDS =
            List.of("tenantId", "name", "state", "routing", "rateLimit", "revision", "createdAt", "updatedAt");

    private static String path(String tenantId) {
        return "/api/whatsapp/tenants/" + Remote.encoded(tenantId);
    }

    @Command(name = "list", description = "List tenants.", mixinStandardHelpOptions = true)
    static final class All extends Asking {
        @Option(names = "--query", paramLabel = "WORD", defaultValue = "", description = "Beginning of a name or id.")
        String query = "";

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "100",
                description = "At most (default: ${DEFAULT-VALUE}).")
        int limit;

        @Override
        void ask(Remote remote) {
            String path = "/api/whatsapp/tenants?pageSize=" + Math.clamp(limit, 1, 1000)
                    + (query.isEmpty() ? "" : "&query=" + Remote.encoded(query));
            table(remote.list(path, limit), List.of("tenantId", "name", "state", "routing", "createdAt"));
        }
    }

    @Command(name = "get", description = "Show one tenant.", mixinStandardHelpOptions = true)
    static final class One extends Asking {
        @Parameters(paramLabel = "TENANT", description = "Its id.")
        String tenantId = "";

        @Override
        void ask(Remote remote) {
            show(remote.get(path(tenantId)), FIELDS);
        }
    }

    @Command(name = "add", description = "Add a tenant.", mixinStandardHelpOptions = true)
    static final class Add extends Asking {
        @Parameters(paramLabel = "TENANT", description = "Its id.")
        String tenantId = "";

        @Option(names = "--name", paramLabel = "NAME", defaultValue = "", description = "What people call it.")
        String name = "";

        @Override
        void ask(Remote remote) {
            show(remote.post("/api/whatsapp/tenants", Map.of("tenantId", tenantId, "name", name)), FIELDS);
        }
    }

    @Command(name = "suspend", description = "Let a tenant send nothing.", mixinStandardHelpOptions = true)
    static final class Suspend extends Asking {
        @Parameters(paramLabel = "TENANT", description = "Its id.")
        String tenantId = "";

        @Option(names = "--cause", paramLabel = "WHY", defaultValue = "", description = "Kept in the history.")
        String cause = "";

        @Override
        void ask(Remote remote) {
            show(remote.post(path(tenantId) + "/suspend", Map.of("cause", cause)), FIELDS);
        }
    }

    @Command(name = "resume", description = "Let a suspended tenant send again.", mixinStandardHelpOptions = true)
    static final class Resume extends Asking {
        @Parameters(paramLabel = "TENANT", description = "Its id.")
        String tenantId = "";

        @Override
        void ask(Remote remote) {
            show(remote.post(path(tenantId) + "/resume", Map.of()), FIELDS);
        }
    }
}
