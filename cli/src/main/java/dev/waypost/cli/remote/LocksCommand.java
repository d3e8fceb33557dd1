package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost locks`: which tenant a gateway's user is with, and setting the user free.
@Command(
        name = "locks",
        description = "Say whom gateways' users are with, and set users free.",
        subcommands = {LocksCommand.All.class, LocksCommand.Show.class, LocksCommand.Unlock.class})
public final class LocksCommand extends Group {
    /// Which gateway is meant.
    abstract static class AtGateway extends Asking {
        @Option(
                names = "--gateway",
                paramLabel = "ID",
                defaultValue = "",
                description = "At this gateway (default: any, or the only one).")
        String gatewayId = "";
    }

    @Command(name = "list", description = "List who is with whom, the latest first.", mixinStandardHelpOptions = true)
    static final class All extends AtGateway {
        @Option(names = "--tenant", paramLabel = "TENANT", defaultValue = "", description = "Only with this tenant.")
        String tenantId = "";

        @Mixin
        Limit limit = new Limit();

        @Override
        void ask(Remote remote) {
            List<JsonNode> locks = remote.list(
                    Query.of("/router/locks")
                            .with("page_size", limit.page())
                            .with("tenant_id", tenantId)
                            .with("gateway_id", gatewayId)
                            .toString(),
                    limit.most);
            table(
                    locks,
                    List.of(
                            Column.phone("user", "user"),
                            Column.id("tenant", "tenant_id"),
                            Column.text("gateway", "gateway_id"),
                            Column.text("code", "code"),
                            Column.id("last wrote", "last_event_time"),
                            Column.id("until", "expire_time")),
                    "Nobody is locked. A user who writes a gateway's deep link is.");
            if (isTable() && !locks.isEmpty()) {
                JsonNode counts = remote.get(Query.of("/router/stats")
                        .with("tenant_id", tenantId)
                        .with("gateway_id", gatewayId)
                        .toString());
                say(counted(counts.path("total_locked_users").asLong(), "user") + " with "
                        + counted(counts.path("unique_tenants").asLong(), "tenant") + ".");
            }
        }
    }

    private static String counted(long number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    @Command(name = "show", description = "Say whom a user is with.", mixinStandardHelpOptions = true)
    static final class Show extends AtGateway {
        @Parameters(paramLabel = "PHONE", description = "The user.")
        String phone = "";

        @Override
        void ask(Remote remote) {
            show(
                    remote.get(Query.of("/router/user/" + Remote.encoded(phone))
                            .with("gateway_id", gatewayId)
                            .toString()),
                    List.of(
                            Column.phone("user", "phone"),
                            Column.id("tenant", "locked_to_tenant"),
                            Column.id("status", "status")));
        }
    }

    @Command(
            name = "unlock",
            description = "Set a user free: the next link decides anew.",
            mixinStandardHelpOptions = true)
    static final class Unlock extends AtGateway {
        @Parameters(paramLabel = "PHONE", description = "The user.")
        String phone = "";

        @Mixin
        Consent consent = new Consent();

        @Override
        void ask(Remote remote) {
            consent.to("Set " + phone + " free from the tenant that it is with?");
            show(
                    remote.post(
                            Query.of("/router/unlock/" + Remote.encoded(phone))
                                    .with("gateway_id", gatewayId)
                                    .toString(),
                            Map.of()),
                    List.of(Column.id("status", "status"), Column.phone("user", "phone")));
        }
    }
}
