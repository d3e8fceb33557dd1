package dev.waypost.cli.remote;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost api-keys`: who may call, and as what.
@Command(
        name = "api-keys",
        description = "Who may call, and as what: list, make, revoke.",
        subcommands = {ApiKeyCommand.All.class, ApiKeyCommand.New.class, ApiKeyCommand.Revoke.class})
public final class ApiKeyCommand extends Group {
    private static final List<Column> FIELDS = List.of(
            Column.id("key id", "id"),
            Column.text("name", "name"),
            Column.id("role", "role"),
            Column.text("tenants", "tenant_ids"),
            Column.id("expires", "expires_at"),
            Column.id("revoked", "revoked_at"));

    @Command(name = "list", description = "List keys; never the keys themselves.", mixinStandardHelpOptions = true)
    static final class All extends Asking {
        @Option(names = "--tenant", paramLabel = "TENANT", defaultValue = "", description = "Only for this tenant.")
        String tenantId = "";

        @Mixin
        Limit limit = new Limit();

        @Override
        void ask(Remote remote) {
            table(
                    remote.list(
                            Query.of("/admin/keys")
                                    .with("page_size", limit.page())
                                    .with("tenant_id", tenantId)
                                    .toString(),
                            limit.most),
                    FIELDS,
                    "No key beside the admin key. To make one: waypost api-keys new --role tenant_send --name …");
        }
    }

    @Command(name = "new", description = "Make a key, and show it this once.", mixinStandardHelpOptions = true)
    static final class New extends Asking {
        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                description = "viewer, tenant_read, tenant_send, operator or admin.")
        String role = "";

        @Option(names = "--name", paramLabel = "NAME", required = true, description = "What people call it.")
        String name = "";

        @Option(
                names = "--tenant",
                paramLabel = "TENANT",
                split = ",",
                description = "The tenants it is for (default: all).")
        List<String> tenants = List.of();

        @Option(names = "--expires", paramLabel = "TIME", defaultValue = "", description = "Works until then.")
        String expires = "";

        @Override
        void ask(Remote remote) {
            Map<String, Object> body = new LinkedHashMap<>(Map.of("role", role, "name", name));
            if (!tenants.isEmpty()) {
                body.put("tenant_ids", tenants);
            }
            if (!expires.isEmpty()) {
                body.put("expires_at", expires);
            }
            show(
                    remote.post("/admin/keys", body),
                    List.of(Column.id("key id", "id"), Column.id("role", "role"), Column.id("key", "key")));
            tell("It is not shown again.");
        }
    }

    @Command(name = "revoke", description = "Let a key work no more.", mixinStandardHelpOptions = true)
    static final class Revoke extends Asking {
        @Parameters(paramLabel = "KEY_ID", description = "As api-keys list shows it.")
        String keyId = "";

        @Mixin
        Consent consent = new Consent();

        @Override
        void ask(Remote remote) {
            consent.to("Let " + keyId + " work no more?");
            show(remote.delete("/admin/keys/" + Remote.encoded(keyId)), FIELDS);
        }
    }
}
