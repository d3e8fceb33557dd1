package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost hub`: who receives what is written to which number.
@Command(
        name = "hub",
        description = "Who receives what is written to which number.",
        subcommands = {
            HubCommand.Tree.class,
            HubCommand.Apps.class,
            HubCommand.Numbers.class,
            HubCommand.Projects.class,
            HubCommand.Add.class,
            HubCommand.Remove.class
        })
public final class HubCommand extends Group {
    private static final int MOST = 100_000;

    /// A list of the hub's.
    abstract static class Listing extends Asking {
        @Option(names = "--tenant", paramLabel = "TENANT", defaultValue = "", description = "Only of this tenant.")
        String tenantId = "";

        List<JsonNode> all(Remote remote, String what) {
            return remote.list(
                    Query.of("/admin/" + what)
                            .with("page_size", 1000)
                            .with("tenant_id", tenantId)
                            .toString(),
                    MOST);
        }
    }

    @Command(
            name = "tree",
            description = "Draw accounts, apps, numbers, and who receives what is written to each.",
            mixinStandardHelpOptions = true)
    static final class Tree extends Listing {
        @Override
        void ask(Remote remote) {
            var tree = new HubTree(
                    all(remote, "business-accounts"),
                    all(remote, "apps"),
                    all(remote, "phone-numbers"),
                    all(remote, "projects"),
                    all(remote, "mappings"));
            if (!isTable()) {
                ObjectNode whole = Remote.JSON.createObjectNode();
                whole.set("business_accounts", Remote.JSON.valueToTree(tree.accounts()));
                whole.set("apps", Remote.JSON.valueToTree(tree.apps()));
                whole.set("phone_numbers", Remote.JSON.valueToTree(tree.numbers()));
                whole.set("projects", Remote.JSON.valueToTree(tree.projects()));
                whole.set("mappings", Remote.JSON.valueToTree(tree.mappings()));
                json(whole);
            } else if (tree.isEmpty()) {
                say("The hub is empty. To fill it: docs/guides/several-projects.md, or Hub in the console.");
            } else {
                tree.lines(full, Screen.width()).forEach(this::say);
            }
        }
    }

    @Command(name = "apps", description = "List apps.", mixinStandardHelpOptions = true)
    static final class Apps extends Listing {
        @Override
        void ask(Remote remote) {
            table(
                    all(remote, "apps"),
                    List.of(
                            Column.id("app", "id"),
                            Column.text("name", "name"),
                            Column.id("account", "business_id"),
                            Column.text("webhook", "webhook_url")),
                    "No app yet: docs/guides/connect-meta.md");
        }
    }

    @Command(name = "numbers", description = "List phone numbers.", mixinStandardHelpOptions = true)
    static final class Numbers extends Listing {
        @Override
        void ask(Remote remote) {
            table(
                    all(remote, "phone-numbers"),
                    List.of(
                            Column.id("number id", "phone_number_id"),
                            Column.phone("number", "phone_number"),
                            Column.text("name", "display_name"),
                            Column.text("tenant", "tenant_id"),
                            Column.text("app", "app_id"),
                            Column.id("on", "is_active")),
                    "No number yet: docs/guides/connect-meta.md");
        }
    }

    @Command(name = "projects", description = "List projects.", mixinStandardHelpOptions = true)
    static final class Projects extends Listing {
        @Override
        void ask(Remote remote) {
            table(
                    all(remote, "projects"),
                    List.of(
                            Column.id("project", "id"),
                            Column.text("name", "name"),
                            Column.text("tenant", "tenant_id"),
                            Column.id("on", "is_active"),
                            Column.text("off by", "disable_cause"),
                            Column.text("posted to", "endpoint")),
                    "No project yet: nobody gets what users write. docs/guides/several-projects.md");
        }
    }

    @Command(
            name = "map",
            description = "Let a project receive what is written to a number.",
            mixinStandardHelpOptions = true)
    static final class Add extends Asking {
        @Parameters(index = "0", paramLabel = "NUMBER", description = "The number's id, or an endpoint's.")
        String numberId = "";

        @Parameters(index = "1", paramLabel = "PROJECT", description = "Its id.")
        String projectId = "";

        @Option(
                names = "--priority",
                paramLabel = "N",
                defaultValue = "100",
                description = "The highest is started first (default: ${DEFAULT-VALUE}).")
        int priority;

        @Override
        void ask(Remote remote) {
            show(
                    remote.post(
                            "/admin/mappings",
                            Map.of("phone_number_id", numberId, "project_id", projectId, "priority", priority)),
                    List.of(
                            Column.id("number", "phone_number_id"),
                            Column.id("project", "project_id"),
                            Column.id("priority", "priority"),
                            Column.id("tenant", "tenant_id")));
        }
    }

    @Command(
            name = "unmap",
            description = "Let a project receive what is written to a number no more.",
            mixinStandardHelpOptions = true)
    static final class Remove extends Asking {
        @Parameters(index = "0", paramLabel = "NUMBER", description = "The number's id, or an endpoint's.")
        String numberId = "";

        @Parameters(index = "1", paramLabel = "PROJECT", description = "Its id.")
        String projectId = "";

        @Mixin
        Consent consent = new Consent();

        @Override
        void ask(Remote remote) {
            consent.to("Let " + projectId + " receive nothing more from " + numberId + "?");
            remote.delete("/admin/mappings/" + Remote.encoded(numberId) + "/" + Remote.encoded(projectId));
            tell("Unmapped.");
        }
    }
}
