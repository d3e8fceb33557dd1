package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost operations`: comes back to work that outlives its command.
@Command(
        name = "operations",
        aliases = "operation",
        description = "Come back to exports, imports, switches, moves and replays: follow, stop, go on.",
        subcommands = {
            OperationCommands.All.class,
            OperationCommands.Follow.class,
            OperationCommands.Items.class,
            OperationCommands.Cancel.class,
            OperationCommands.Resume.class
        })
public final class OperationCommands extends Group {
    private static final List<Column> COLUMNS = List.of(
            Column.id("operation", "id"),
            Column.text("kind", "kind"),
            Column.flag("tried", "dry_run", "dry run"),
            Column.id("state", "state"),
            Column.id("done", "done_items"),
            Column.id("failed", "failed_items"),
            Column.id("started", "created_at"));

    /// Which operation is meant.
    static final class Which {
        @Parameters(paramLabel = "OPERATION", description = "Its id.")
        String id = "";

        @Option(
                names = "--tenant",
                paramLabel = "TENANT",
                defaultValue = "",
                description = "For a replay, which is one tenant's: whose.")
        String tenantId = "";

        Following.Kind kind() {
            return tenantId.isEmpty() ? Following.Kind.TRANSFER : Following.Kind.replayOf(tenantId);
        }

        JsonNode post(Remote remote, String verb) {
            return remote.post(kind().at(id, verb), kind().body(tenantId));
        }
    }

    @Command(
            name = "list",
            description = "List exports, imports, switches, migrations and moves, the latest first.",
            mixinStandardHelpOptions = true)
    static final class All extends Asking {
        @Mixin
        Limit limit = new Limit();

        @Override
        void ask(Remote remote) {
            table(
                    remote.list("/admin/transfers?page_size=" + limit.page(), limit.most),
                    COLUMNS,
                    "There was none. They are begun by: waypost export, import, bulk-switch");
        }
    }

    @Command(name = "follow", description = "Follow an operation to its end.", mixinStandardHelpOptions = true)
    static final class Follow extends Following {
        @Mixin
        Which which = new Which();

        @Override
        void ask(Remote remote) {
            follow(remote, which.kind(), which.id);
        }
    }

    @Command(name = "items", description = "List what became of each item.", mixinStandardHelpOptions = true)
    static final class Items extends Asking {
        @Parameters(paramLabel = "OPERATION", description = "Its id; not of a replay.")
        String id = "";

        @Mixin
        Limit limit = new Limit();

        @Override
        void ask(Remote remote) {
            table(
                    remote.list(
                            "/admin/transfers/" + Remote.encoded(id) + "/items?page_size=" + limit.page(), limit.most),
                    List.of(
                            Column.id("item", "item_id"),
                            Column.id("outcome", "outcome"),
                            Column.id("reason", "reason"),
                            Column.text("detail", "detail")),
                    "No item yet.");
        }
    }

    @Command(name = "cancel", description = "Stop an operation where it is.", mixinStandardHelpOptions = true)
    static final class Cancel extends Asking {
        @Mixin
        Which which = new Which();

        @Mixin
        Consent consent = new Consent();

        @Override
        void ask(Remote remote) {
            consent.to("Stop " + which.id + " where it is? What it did stays done.");
            JsonNode stopped = which.post(remote, "cancel");
            show(stopped, List.of(Column.id("operation", "id"), Column.id("state", "state")));
            tell("To go on: waypost operations resume " + which.id
                    + which.kind().flags());
        }
    }

    @Command(
            name = "resume",
            description = "Let a failed or stopped operation go on, and follow it.",
            mixinStandardHelpOptions = true)
    static final class Resume extends Starting {
        @Mixin
        Which which = new Which();

        @Override
        void ask(Remote remote) {
            started(remote, which.kind(), which.post(remote, "resume"));
        }
    }
}
