package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost bulk-switch`: many tenants to other endpoints, tried dry before anybody is asked.
@Command(
        name = "bulk-switch",
        description = "Switch many tenants to their standbys or to another server; it is tried dry first.",
        mixinStandardHelpOptions = true)
public final class BulkSwitchCommand extends Starting {
    @Parameters(paramLabel = "TENANT", arity = "0..*", description = "Their ids; or name a --server.")
    List<String> tenants = List.of();

    @Option(
            names = "--server",
            paramLabel = "HOST:PORT",
            defaultValue = "",
            description = "All tenants whose active endpoint is on this server.")
    String server = "";

    @Option(
            names = "--to-server",
            paramLabel = "HOST:PORT",
            defaultValue = "",
            description = "To this server instead of to each tenant's standby.")
    String toServer = "";

    @Option(
            names = "--max-per-second",
            paramLabel = "N",
            defaultValue = "0",
            description = "No faster than this (default: 10).")
    int maxPerSecond;

    @Option(names = "--cause", paramLabel = "WHY", defaultValue = "", description = "Kept in the history.")
    String cause = "";

    @Option(names = "--dry-run", description = "Only say what would happen.")
    boolean dryRun;

    @Mixin
    Consent consent = new Consent();

    @Override
    void ask(Remote remote) {
        if (tenants.isEmpty() == server.isEmpty()) {
            throw new RemoteFailure(ExitCode.BAD_INPUT, "name tenants or a --server, one of both");
        }
        if (dryRun) {
            follow(remote, Kind.TRANSFER, begin(remote, true));
            tell("A dry run: nothing was changed.");
            return;
        }
        if (!consent.yes) {
            JsonNode tried = tried(remote);
            consent.to("Switch "
                    + (tried.path("done_items").asLong()
                            - tried.path("failed_items").asLong()) + " tenants now?");
        }
        String id = begin(remote, false);
        if (detach) {
            started(remote, Kind.TRANSFER, remote.get(Kind.TRANSFER.at(id)));
        } else {
            follow(remote, Kind.TRANSFER, id);
        }
    }

    /// What a dry run found; tenants that cannot be switched do not keep the others.
    private JsonNode tried(Remote remote) {
        String id = begin(remote, true);
        try {
            return follow(remote, Kind.TRANSFER, id);
        } catch (RemoteFailure e) {
            if (e.exit() != ExitCode.INCOMPLETE) {
                throw e;
            }
            return remote.get(Kind.TRANSFER.at(id));
        }
    }

    private String begin(Remote remote, boolean dry) {
        Map<String, Object> body = new LinkedHashMap<>();
        if (server.isEmpty()) {
            body.put("tenant_ids", tenants);
        } else {
            body.put("server", server);
        }
        if (!toServer.isEmpty()) {
            body.put("to_server", toServer);
        }
        if (maxPerSecond > 0) {
            body.put("max_per_second", maxPerSecond);
        }
        if (!cause.isEmpty()) {
            body.put("cause", cause);
        }
        body.put("dry_run", dry);
        return remote.post("/admin/transfers/switches", body).path("id").asText();
    }
}
