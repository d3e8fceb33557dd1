package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost endpoint`: a tenant's ways to WhatsApp.
@Command(
        name = "endpoint",
        description = "A tenant's ways to WhatsApp: set, test, switch, rotate and more.",
        subcommands = {
            EndpointCommand.All.class,
            EndpointCommand.One.class,
            EndpointSetCommand.class,
            EndpointCommand.Test.class,
            EndpointCommand.Switch.class,
            EndpointCommand.Activate.class,
            EndpointCommand.Deactivate.class,
            EndpointCommand.Delete.class,
            CredentialCommands.Rotate.class,
            CredentialCommands.Revoke.class
        })
public final class EndpointCommand extends Group {
    static final List<Column> FIELDS = List.of(
            Column.id("endpoint", "id"),
            Column.text("name", "name"),
            Column.id("provider", "provider"),
            Column.id("role", "role"),
            Column.id("in use", "isActive"),
            Column.id("health", "healthStatus"),
            Column.id("checked", "lastHealthCheck"),
            Column.text("why", "healthCause"),
            Column.text("server", "apiUrl"),
            Column.id("session", "session"),
            Column.id("number id", "phoneNumberId"),
            Column.id("revision", "revision"));
    private static final List<Column> STEPS = List.of(
            Column.id("step", "step"),
            Column.id("outcome", "outcome"),
            Column.id("ms", "latencyMs"),
            Column.text("detail", "detail"));

    private EndpointCommand() {}

    static String path(String tenantId) {
        return "/api/whatsapp/endpoints/" + Remote.encoded(tenantId);
    }

    static List<JsonNode> all(Remote remote, String tenantId) {
        return remote.list("/api/whatsapp/tenants/" + Remote.encoded(tenantId) + "/endpoints?pageSize=1000", 1000);
    }

    @Command(name = "list", description = "List a tenant's endpoints.", mixinStandardHelpOptions = true)
    static final class All extends Asking {
        @Parameters(paramLabel = "TENANT", description = "Its id.")
        String tenantId = "";

        @Override
        void ask(Remote remote) {
            table(
                    all(remote, tenantId),
                    List.of(
                            Column.id("endpoint", "id"),
                            Column.text("name", "name"),
                            Column.id("provider", "provider"),
                            Column.id("role", "role"),
                            Column.id("health", "healthStatus"),
                            Column.id("checked", "lastHealthCheck"),
                            Column.text("server", "apiUrl")),
                    "No endpoint yet: nothing can be sent. To set one: waypost endpoint set " + tenantId
                            + " --provider …");
        }
    }

    @Command(name = "show", description = "Show one endpoint.", mixinStandardHelpOptions = true)
    static final class One extends Asking {
        @Parameters(index = "0", paramLabel = "TENANT", description = "Its id.")
        String tenantId = "";

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "ENDPOINT",
                defaultValue = "",
                description = "Which one (default: the active).")
        String endpointId = "";

        @Override
        void ask(Remote remote) {
            JsonNode endpoint = remote.get(
                    Query.of(path(tenantId)).with("endpointId", endpointId).toString());
            show(endpoint, FIELDS);
            if (isTable()) {
                endpoint.path("credentials")
                        .properties()
                        .forEach(credential -> say(Cells.padded(credential.getKey(), 15)
                                + (credential.getValue().path("set").asBoolean()
                                        ? "set, version "
                                                + credential
                                                        .getValue()
                                                        .path("version")
                                                        .asText()
                                        : "not set")));
            }
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
            if (isTable()) {
                table(steps, STEPS, "Nothing was tested.");
            } else {
                json(found);
            }
            if (!found.path("passed").asBoolean()) {
                throw new RemoteFailure(
                        ExitCode.REFUSED,
                        "the connection does not work: " + found.path("cause").asText(),
                        List.of("do: mend it there, or correct it here: waypost endpoint set " + tenantId + " …"));
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

        @Option(names = "--dry-run", description = "Only say from which to which, and how well they are.")
        boolean dryRun;

        @Option(names = "--even-if-drained", description = "Also to a server that is being drained.")
        boolean evenIfDrained;

        @Mixin
        Consent consent = new Consent();

        @Override
        void ask(Remote remote) {
            JsonNode now = remote.get(path(tenantId));
            JsonNode next =
                    remote.get(Query.of(path(tenantId)).with("endpointId", to).toString());
            if (dryRun) {
                table(
                        List.of(now, next),
                        List.of(
                                Column.id("endpoint", "id"),
                                Column.text("name", "name"),
                                Column.id("role", "role"),
                                Column.id("health", "healthStatus"),
                                Column.text("why", "healthCause")),
                        "");
                return;
            }
            consent.to("Send for " + tenantId + " through " + named(next) + " instead of " + named(now) + "?");
            Map<String, Object> body = new HashMap<>(Map.of("toEndpointId", to));
            // What was looked at is what is changed: somebody else's switch in between is a conflict.
            body.put("tenantRevision", now.path("tenantRevision").asLong());
            if (!cause.isEmpty()) {
                body.put("cause", cause);
            }
            if (evenIfDrained) {
                body.put("evenIfDrained", true);
            }
            show(
                    remote.post(path(tenantId) + "/switch", body),
                    List.of(
                            Column.id("sends now", "active.id"),
                            Column.id("role", "active.role"),
                            Column.id("before", "previous.id")));
        }

        private static String named(JsonNode endpoint) {
            return endpoint.path("id").asText() + " ("
                    + endpoint.path("healthStatus").asText("unknown") + ")";
        }
    }

    @Command(
            name = "activate",
            description = "Let an endpoint be used; it is checked first.",
            mixinStandardHelpOptions = true)
    static final class Activate extends Asking {
        @Mixin
        OneEndpoint of = new OneEndpoint();

        @Option(names = "--force", description = "Also when the check fails.")
        boolean force;

        @Override
        void ask(Remote remote) {
            show(remote.post(of.path() + "/activate", Map.of("endpointId", of.endpointId, "force", force)), FIELDS);
        }
    }

    @Command(name = "deactivate", description = "Let an endpoint be used no more.", mixinStandardHelpOptions = true)
    static final class Deactivate extends Asking {
        @Mixin
        OneEndpoint of = new OneEndpoint();

        @Mixin
        Consent consent = new Consent();

        @Override
        void ask(Remote remote) {
            consent.to("Let " + of.tenantId + " use " + of.endpointId + " no more?");
            show(remote.post(of.path() + "/deactivate", Map.of("endpointId", of.endpointId)), FIELDS);
        }
    }

    @Command(name = "delete", description = "Delete an endpoint and its secrets.", mixinStandardHelpOptions = true)
    static final class Delete extends Asking {
        @Mixin
        OneEndpoint of = new OneEndpoint();

        @Option(names = "--dry-run", description = "Only show what would be deleted.")
        boolean dryRun;

        @Mixin
        Consent consent = new Consent();

        @Override
        void ask(Remote remote) {
            JsonNode endpoint = remote.get(of.query().toString());
            if (dryRun) {
                show(endpoint, FIELDS);
                return;
            }
            consent.to("Delete " + of.endpointId + " (" + endpoint.path("name").asText() + ", role "
                    + endpoint.path("role").asText() + ") of " + of.tenantId + " and its secrets?");
            remote.delete(of.query()
                    .with("revision", endpoint.path("revision").asLong())
                    .toString());
            tell("Deleted.");
        }
    }
}
