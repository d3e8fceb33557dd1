package dev.waypost.cli.remote;

import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost tenant`: lists, shows, adds, suspends, resumes and moves tenants.
@Command(
        name = "tenant",
        description = "List, show, add, suspend, resume and move tenants.",
        subcommands = {
            TenantCommand.All.class,
            TenantCommand.One.class,
            TenantCommand.Add.class,
            TenantCommand.Suspend.class,
            TenantCommand.Resume.class,
            TenantMoveCommand.class
        })
public final class TenantCommand extends Group {
    private static final List<Column> FIELDS = List.of(
            Column.id("tenant", "tenantId"),
            Column.text("name", "name"),
            Column.id("state", "state"),
            Column.id("routing", "routing"),
            Column.id("rate limit", "rateLimit"),
            Column.id("revision", "revision"),
            Column.id("created", "createdAt"),
            Column.id("updated", "updatedAt"));
    private static final List<Column> COLUMNS = List.of(
            Column.id("tenant", "tenantId"),
            Column.text("name", "name"),
            Column.id("state", "state"),
            Column.id("routing", "routing"),
            Column.id("created", "createdAt"));

    private static String path(String tenantId) {
        return "/api/whatsapp/tenants/" + Remote.encoded(tenantId);
    }

    @Command(name = "list", description = "List tenants.", mixinStandardHelpOptions = true)
    static final class All extends Asking {
        @Option(names = "--query", paramLabel = "WORD", defaultValue = "", description = "Beginning of a name or id.")
        String query = "";

        @Mixin
        Limit limit = new Limit();

        @Override
        void ask(Remote remote) {
            String path = Query.of("/api/whatsapp/tenants")
                    .with("pageSize", limit.page())
                    .with("query", query)
                    .toString();
            table(
                    remote.list(path, limit.most),
                    COLUMNS,
                    query.isEmpty()
                            ? "No tenant yet. To add one: waypost tenant add ID, or at once with its endpoint: "
                                    + "waypost endpoint set ID …"
                            : "No tenant begins with that.");
        }
    }

    @Command(name = "get", aliases = "show", description = "Show one tenant.", mixinStandardHelpOptions = true)
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
            tell("Next: waypost endpoint set " + tenantId + " --provider … (waypost endpoint set --help)");
        }
    }

    @Command(name = "suspend", description = "Let a tenant send nothing.", mixinStandardHelpOptions = true)
    static final class Suspend extends Asking {
        @Parameters(paramLabel = "TENANT", description = "Its id.")
        String tenantId = "";

        @Option(names = "--cause", paramLabel = "WHY", defaultValue = "", description = "Kept in the history.")
        String cause = "";

        @Mixin
        Consent consent = new Consent();

        @Override
        void ask(Remote remote) {
            consent.to("Let " + tenantId + " send nothing until it is resumed?");
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
