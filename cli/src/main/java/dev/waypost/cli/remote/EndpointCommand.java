package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost endpoint`: shows, tests and switches a tenant's endpoints.
@Command(
        name = "endpoint",
        description = "Show, test and switch a tenant's endpoints.",
        mixinStandardHelpOptions = true,
        subcommands = {EndpointCommand.All.class, EndpointCommand.Test.class, EndpointCommand.Switch.class})
public final class EndpointCommand {
    private static String path(String tenantId) {
        return "/api/whatsapp/endpoints/" + Remote.encoded(tenantId);
    }

    @Command(name = "list", description = "List a tenant's endpoints.", mixinStandardHelpOptions = true)
    static final class All extends Asking {
        @Parameters(paramLabel = "TENANT", description = "Its id.")
        String tenantId = "";

        @Override
        void ask(Remote remote) {
            table(
                    remote.list("/api/whatsapp/tenants/" + Remote.encoded(tenantId) + "/endpoints", 1000),
                    List.of("id", "name", "provider", "role", "isActive", "healthStatus", "apiUrl"));
        }
    }

    @Command(
            name = "test",
            description = "Test a connection step by step; exit code 1 when it does not work.",
            mixinStandardHelpOptions = true)
    static final class Test extends Asking {
        @Parameters(paramLabel = "TENANT", description = "Its id.")
        String tenantId = "";

        @Option(
                names = "--endpoint",
                paramLabel = "ID",
                defaultValue = "",
                description = "Which one (default: the active).")
        String endpointId = "";

        @Override
        void ask(Remote remote) {
            JsonNode found = remote.post(
                    path(tenantId) + "/test", endpointId.isEmpty() ? Map.of() : Map.of("endpointId", endpointId));
            List<JsonNode> steps = new ArrayList<>();
            found.path("steps").forEach(steps::add);
            if (output == Output.JSON) {
                show(found, List.of());
            } else {
                table(steps, List.of("step", "outcome", "latencyMs", "detail"));
            }
            if (!found.path("passed").asBoolean()) {
                throw new RemoteFailure(
                        ExitCode.REFUSED,
                        "the connection does not work: " + found.path("cause").asText());
            }
        }
    }

    @Command(name = "switch", description = "Send through another endpoint.", mixinStandardHelpOptions = true)
    static final class Switch extends Asking {
        @Parameters(index = "0", paramLabel = "TENANT", description = "Its id.")
        String tenantId = "";

        @Parameters(index = "1", paramLabel = "ENDPOINT", description = "The one to send through.")
        String to = "";

        @Option(names = "--cause", paramLabel = "WHY", defaultValue = "", description = "Kept in the history.")
        String cause = "";

        @Override
        void ask(Remote remote) {
            Map<String, String> body = new HashMap<>(Map.of("toEndpointId", to));
            if (!cause.isEmpty()) {
                body.put("cause", cause);
            }
            show(remote.post(path(tenantId) + "/switch", body), List.of("active.id", "active.role", "previous.id"));
        }
    }
}
