package dev.waypost.cli.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `waypost endpoint set`: makes an endpoint, or changes what is named of one that is there.
@Command(
        name = "set",
        description = "Make an endpoint, or change what is named of it and leave the rest; also makes the tenant.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class EndpointSetCommand extends Asking {
    private static final List<String> NOT_SENT = List.of(
            "credentials", "healthStatus", "healthCause", "lastHealthCheck", "connectionStatus", "tenantRevision");

    @Parameters(index = "0", paramLabel = "TENANT", description = "Its id.")
    String tenantId = "";

    @Option(
            names = "--id",
            paramLabel = "ID",
            defaultValue = "main",
            description = "The endpoint (default: ${DEFAULT-VALUE}).")
    String endpointId = "";

    @Option(names = "--provider", paramLabel = "KIND", description = "META_CLOUD, WAHA, GOWA or EVOLUTION.")
    @Nullable
    String provider;

    @Option(names = "--api-url", paramLabel = "URL", description = "Base URL of the provider's API.")
    @Nullable
    String apiUrl;

    @Option(names = "--name", paramLabel = "NAME", description = "What people call it.")
    @Nullable
    String name;

    @Option(names = "--phone-number-id", paramLabel = "ID", description = "Meta: the number that sends.")
    @Nullable
    String phoneNumberId;

    @Option(names = "--waba-id", paramLabel = "ID", description = "Meta: the business account.")
    @Nullable
    String wabaId;

    @Option(names = "--app-id", paramLabel = "ID", description = "Meta: the app.")
    @Nullable
    String appId;

    @Option(names = "--api-version", paramLabel = "V", description = "Version of the provider's API, such as v23.0.")
    @Nullable
    String apiVersion;

    @Option(names = "--session", paramLabel = "NAME", description = "WAHA, GOWA, Evolution: the session or instance.")
    @Nullable
    String session;

    @Option(names = "--priority", paramLabel = "N", description = "Place among standbys, lowest first.")
    @Nullable
    Integer priority;

    @Option(names = "--weight", paramLabel = "N", description = "Share of traffic in a pool.")
    @Nullable
    Integer weight;

    @Option(names = "--role", paramLabel = "ROLE", description = "active or standby.")
    @Nullable
    String role;

    @Option(
            names = "--api-key",
            paramLabel = "SOURCE",
            description = "Where the provider's key is: " + Secrets.FORMS + ".")
    @Nullable
    String apiKey;

    @Option(names = "--webhook-secret", paramLabel = "SOURCE", description = "The same for the webhooks' secret.")
    @Nullable
    String webhookSecret;

    @Option(names = "--app-secret", paramLabel = "SOURCE", description = "Meta: the same for the app's secret.")
    @Nullable
    String appSecret;

    @Option(names = "--verify-token", paramLabel = "SOURCE", description = "Meta: the same for the handshake's token.")
    @Nullable
    String verifyToken;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = "JSON as the API takes it; options come on top. May hold secrets: keep it to yourself.")
    @Nullable
    Path from;

    @Option(names = "--no-check", description = "Save it without trying the connection first.")
    boolean noCheck;

    @Option(names = "--dry-run", description = "Try the connection with these settings, and save nothing.")
    boolean dryRun;

    @Override
    void ask(Remote remote) {
        ObjectNode body = Remote.JSON.createObjectNode();
        Optional<JsonNode> there = there(remote);
        there.ifPresent(endpoint -> body.setAll((ObjectNode) endpoint));
        // What was read is what is changed: somebody else's change in between is a conflict.
        body.remove(NOT_SENT);
        if (from != null) {
            body.setAll(read(from));
        }
        body.put("id", endpointId);
        put(body);
        if (dryRun) {
            tried(remote, body, there.isPresent());
            return;
        }
        body.put("force", noCheck);
        show(
                remote.put(
                        Query.of(EndpointCommand.path(tenantId))
                                .with("endpointId", endpointId)
                                .toString(),
                        body),
                EndpointCommand.FIELDS);
        if (there.isEmpty()) {
            tell("Next: waypost endpoint test " + tenantId + ", then: waypost send --tenant " + tenantId
                    + " --to +… TEXT");
        }
    }

    private Optional<JsonNode> there(Remote remote) {
        try {
            return EndpointCommand.all(remote, tenantId).stream()
                    .filter(endpoint -> endpoint.path("id").asText().equals(endpointId))
                    .findFirst();
        } catch (RemoteFailure e) {
            if (e.exit() == ExitCode.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private void put(ObjectNode body) {
        put(body, "provider", provider);
        put(body, "apiUrl", apiUrl);
        put(body, "name", name);
        put(body, "phoneNumberId", phoneNumberId);
        put(body, "wabaId", wabaId);
        put(body, "appId", appId);
        put(body, "apiVersion", apiVersion);
        put(body, "session", session);
        put(body, "role", role);
        if (priority != null) {
            body.put("priority", priority);
        }
        if (weight != null) {
            body.put("weight", weight);
        }
        secret(body, "apiKey", "--api-key", apiKey);
        secret(body, "webhookSecret", "--webhook-secret", webhookSecret);
        secret(body, "appSecret", "--app-secret", appSecret);
        secret(body, "verifyToken", "--verify-token", verifyToken);
    }

    private void tried(Remote remote, ObjectNode body, boolean isThere) {
        body.retain(
                List.of("provider", "apiUrl", "apiVersion", "phoneNumberId", "wabaId", "appId", "session", "apiKey"));
        if (isThere) {
            body.put("endpointId", endpointId);
        }
        JsonNode found = remote.post(EndpointCommand.path(tenantId) + "/test", Remote.fields(body));
        if (isTable()) {
            found.path("steps")
                    .forEach(step -> say(Cells.padded(step.path("step").asText(), 14)
                            + Cells.plain(step.path("outcome").asText() + "  "
                                    + step.path("detail").asText())));
            say("Nothing was saved.");
        } else {
            json(found);
        }
        if (!found.path("passed").asBoolean()) {
            throw new RemoteFailure(
                    ExitCode.REFUSED,
                    "the connection does not work: " + found.path("cause").asText());
        }
    }

    private static ObjectNode read(Path file) {
        try {
            if (Remote.JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw new RemoteFailure(ExitCode.BAD_INPUT, "--from: " + file + " cannot be read as JSON");
        }
        throw new RemoteFailure(ExitCode.BAD_INPUT, "--from: " + file + " (expected: one JSON object)");
    }

    private static void put(ObjectNode body, String field, @Nullable String value) {
        if (value != null) {
            body.put(field, value);
        }
    }

    private static void secret(ObjectNode body, String field, String option, @Nullable String source) {
        if (source != null) {
            body.put(field, Secrets.read(option, source));
        }
    }
}
