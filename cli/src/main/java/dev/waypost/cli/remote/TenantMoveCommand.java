package dev.waypost.cli.remote;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost tenant move`: a tenant to another server without a pause.
@Command(
        name = "move",
        description = "Move a tenant to another server without a pause, step by step.",
        mixinStandardHelpOptions = true)
final class TenantMoveCommand extends Starting {
    @Parameters(paramLabel = "TENANT", description = "Its id.")
    String tenantId = "";

    @Option(names = "--to", paramLabel = "URL", required = true, description = "Base URL of the new server.")
    String toApiUrl = "";

    @Option(
            names = "--to-id",
            paramLabel = "ID",
            defaultValue = "",
            description = "Id of the new endpoint (default: one is made).")
    String toEndpointId = "";

    @Option(
            names = "--from-id",
            paramLabel = "ID",
            defaultValue = "",
            description = "The endpoint to leave (default: the active).")
    String fromEndpointId = "";

    @Option(
            names = "--session",
            paramLabel = "NAME",
            defaultValue = "",
            description = "Session or instance there (default: the same name).")
    String session = "";

    @Option(
            names = "--api-key",
            paramLabel = "SOURCE",
            defaultValue = "",
            description = "Where the new server's key is: " + Secrets.FORMS + ".")
    String apiKey = "";

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            defaultValue = "",
            description = "How long the old endpoint finishes what it has (default: 5m).")
    String drain = "";

    @Option(names = "--cause", paramLabel = "WHY", defaultValue = "", description = "Kept in the history.")
    String cause = "";

    @Option(names = "--dry-run", description = "Check both ends and change nothing.")
    boolean dryRun;

    @Mixin
    Consent consent = new Consent();

    @Override
    void ask(Remote remote) {
        Map<String, Object> body = new LinkedHashMap<>(Map.of("tenant_id", tenantId, "to_api_url", toApiUrl));
        put(body, "to_endpoint_id", toEndpointId);
        put(body, "from_endpoint_id", fromEndpointId);
        put(body, "session", session);
        put(body, "drain", drain);
        put(body, "cause", cause);
        if (!apiKey.isEmpty()) {
            body.put("api_key", Secrets.read("--api-key", apiKey));
        }
        body.put("dry_run", dryRun);
        if (!dryRun) {
            consent.to("Move " + tenantId + " to " + toApiUrl + " and retire the old endpoint?");
        }
        started(remote, Kind.TRANSFER, remote.post("/admin/transfers/moves", body));
        if (dryRun && !detach) {
            tell("A dry run: nothing was changed.");
        }
    }

    private static void put(Map<String, Object> body, String field, String value) {
        if (!value.isEmpty()) {
            body.put(field, value);
        }
    }
}
