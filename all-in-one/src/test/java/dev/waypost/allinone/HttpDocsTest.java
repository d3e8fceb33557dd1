package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.ingress.Ingress;
import dev.waypost.platform.fault.Reason;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/// docs/http.md has every path of the console, as its OpenAPI document has it, and every path of the public listener.
/// `./waypost test -Ddocs=write` writes it anew.
class HttpDocsTest {
    private static final Path FILE =
            Path.of(Objects.requireNonNull(System.getProperty("waypost.root"), "waypost.root"), "docs/http.md");
    private static final Pattern NAME = Pattern.compile("[A-Z][A-Z_]{3,}[A-Z]");
    private static final Set<String> REASONS =
            Arrays.stream(Reason.values()).map(Reason::name).collect(Collectors.toSet());
    /// Said once at the top of the page.
    private static final Set<String> OF_ALL =
            Set.of("CALLER_UNKNOWN", "ROLE_FORBIDDEN", "FIELD_INVALID", "REQUEST_ID_REUSED", "REVISION_CONFLICT");

    /// A path of the public listener.
    ///
    /// @param unproven what is answered to who proves nothing
    private record PublicPath(String methods, String path, String does, String answers, int unproven) {}

    private static final String TAKEN =
            "200 once it is durable; 401 without a good signature; 403 from an address that the endpoint"
                    + " does not list; 503 with `Retry-After` while it cannot be kept";
    private static final String SHOOK = "200 with `hub.challenge`; 403 when the token is nobody's";
    private static final String ROUTED = "200 with `{\"status\":\"routed\",\"action\":…,\"user\":…,\"tenant_id\":…}`,"
            + " `{\"status\":\"ignored\",\"reason\":…}` or `{\"status\":\"accepted\",\"action\":\"routed_later\"}`; else as above";
    private static final List<PublicPath> PUBLIC = List.of(
            new PublicPath(
                    "GET", "/meta/webhook", "the handshake of any Meta app, found by its verify token", SHOOK, 403),
            new PublicPath(
                    "POST",
                    "/meta/webhook",
                    "webhooks of all Meta apps; the body says whose secret to try",
                    TAKEN,
                    401),
            new PublicPath("GET", "/meta/webhook/{appId}", "the handshake of one app", SHOOK, 403),
            new PublicPath("POST", "/meta/webhook/{appId}", "webhooks of one app", TAKEN, 401),
            new PublicPath(
                    "GET",
                    "/api/whatsapp/webhook/{tenantId}/{endpointId}",
                    "the handshake of one endpoint",
                    SHOOK,
                    403),
            new PublicPath(
                    "POST",
                    "/api/whatsapp/webhook/{tenantId}/{endpointId}",
                    "webhooks of one endpoint, whatever its provider",
                    TAKEN,
                    401),
            new PublicPath(
                    "POST",
                    "/api/webhooks/whatsapp/{tenantId}",
                    "webhooks of the tenant's active endpoint",
                    TAKEN,
                    401),
            new PublicPath(
                    "POST",
                    "/webhook/waha",
                    "messages to a shared number; the session in the body says which",
                    ROUTED,
                    401),
            new PublicPath("POST", "/webhook/gateway/{gatewayId}", "messages to one shared number", ROUTED, 401),
            new PublicPath(
                    "GET",
                    "/health",
                    "whether the listener is there; how many users of shared numbers are locked",
                    "200 with `status`, `service`, `total_locked_users`, `unique_tenants`",
                    200));

    @Test
    void the_http_reference_has_every_path_as_the_console_serves_it() throws Exception {
        JsonNode document = document();
        var page = new StringBuilder("""
                # HTTP

                Generated from the console's OpenAPI document and from the public listener. A running console has every field, with
                examples, at `/docs`, and the document at `/openapi.yaml` and `/openapi.json`.

                ## The console, port 8080

                """);
        page.append(document.at("/info/description").asText().strip()).append("\n\n");
        page.append("""
                Every call with a key can fail with `CALLER_UNKNOWN` (401) and `ROLE_FORBIDDEN` (403), every change with `FIELD_INVALID`
                (400) and `REQUEST_ID_REUSED` (409); the tables name what else. In lists of fields `*` is required.
                """);
        for (JsonNode tag : document.path("tags")) {
            page.append(part(document, tag));
        }
        page.append("""

                ## webhook-ingress, port 8081

                Public: nothing else is served there, and every path is for providers. Bodies are at most
                `waypost.ingress.listener.max-body-bytes` and not compressed. Whoever cannot be verified gets one answer, 401, whatever the
                cause. Other answers: 404 for another path, 405 for another method, 413 and 415 for a body too large or compressed, 503
                while there is no room. Errors are `application/problem+json`.

                | call | what it is | answers |
                | --- | --- | --- |
                """);
        PUBLIC.forEach(path -> page.append(
                "| `%s %s` | %s | %s |%n".formatted(path.methods(), path.path(), path.does(), path.answers())));
        page.append("""

                ## Ops ports, 8101 to 8105

                | call | answers |
                | --- | --- |
                | `GET /health/liveness` | 200 while the process runs |
                | `GET /health/readiness` | 200 while it can do its work, else 503 |
                | `GET /prometheus` | its [metrics](metrics.md) |
                """);

        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(FILE, page);
        }
        assertThat(Files.exists(FILE) ? Files.readString(FILE) : "")
                .as("docs/http.md differs from what is served; ./waypost test -Ddocs=write writes it anew")
                .isEqualTo(page.toString());
    }

    @Test
    void the_public_listener_has_these_paths_and_no_other() throws Exception {
        // Nobody else can say that there is no such app.
        try (var config = ServiceUnderTest.start("config");
                var ingress = ServiceUnderTest.start("ingress", Map.of("waypost.peers.config", config.grpcAddress()));
                var http = HttpClient.newHttpClient()) {
            String at = "http://127.0.0.1:" + ingress.bean(Ingress.class).publicPort();
            Set<String> known = PUBLIC.stream()
                    .map(path -> path.methods() + " " + path.path())
                    .collect(Collectors.toSet());
            for (PublicPath path : PUBLIC) {
                String filled = at + path.path().replaceAll("\\{\\w+}", "nobody");
                assertThat(status(http, path.methods(), filled))
                        .as(path.toString())
                        .isEqualTo(path.unproven());
                String other = path.methods().equals("GET") ? "POST" : "GET";
                if (!known.contains(other + " " + path.path()) && !path.path().equals("/health")) {
                    assertThat(status(http, other, filled)).as(path.toString()).isEqualTo(405);
                }
            }
            for (String path :
                    List.of("/", "/meta", "/webhook", "/api/whatsapp/send", "/prometheus", "/health/readiness")) {
                assertThat(status(http, "GET", at + path)).as(path).isEqualTo(404);
            }
        }
    }

    private static int status(HttpClient http, String method, String url) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url))
                .method(method, method.equals("POST") ? BodyPublishers.ofString("{}") : BodyPublishers.noBody())
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static JsonNode document() throws IOException, InterruptedException {
        int ops;
        try (var socket = new ServerSocket(0)) {
            ops = socket.getLocalPort();
        }
        try (var console = ServiceUnderTest.start("console", Map.of("waypost.console.ops-port", ops));
                var http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + console.httpPort() + "/openapi.json"))
                    .build();
            return new JsonMapper()
                    .readTree(http.send(request, BodyHandlers.ofString()).body());
        }
    }

    private static String part(JsonNode document, JsonNode tag) {
        String name = tag.path("name").asText();
        var part = new StringBuilder("\n### ").append(name).append("\n\n");
        part.append(line(tag.path("description").asText())).append("\n\n");
        part.append(
                "| call | role | what it does | takes | answers | fails with |\n| --- | --- | --- | --- | --- | --- |\n");
        var shapes = new TreeSet<String>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method ->
                                method.getValue().at("/tags/0").asText().equals(name))
                        .forEach(method -> {
                            JsonNode operation = method.getValue();
                            part.append("| `%s %s` | %s | %s | %s | %s | %s |%n"
                                    .formatted(
                                            method.getKey().toUpperCase(Locale.ROOT),
                                            path.getKey(),
                                            operation.path("security").isArray()
                                                    ? "none"
                                                    : operation.path("x-role").asText("any"),
                                            line(operation.path("summary").asText()),
                                            takes(operation, shapes),
                                            answers(operation, shapes),
                                            reasons(operation)));
                        }));
        if (!shapes.isEmpty()) {
            part.append("\n| body | fields |\n| --- | --- |\n");
            shapes.forEach(shape -> part.append(
                    "| `%s` | %s |%n".formatted(shape, fields(document.at("/components/schemas/" + shape), document))));
        }
        return part.toString();
    }

    private static String takes(JsonNode operation, Set<String> shapes) {
        String query = StreamSupport.stream(operation.path("parameters").spliterator(), false)
                .filter(parameter -> parameter.path("in").asText().equals("query"))
                .map(parameter -> "`" + parameter.path("name").asText() + "`"
                        + (parameter.path("required").asBoolean() ? "*" : ""))
                .collect(Collectors.joining(", "));
        String body = operation.at("/requestBody/content").properties().stream()
                .map(content -> body(content.getKey(), content.getValue().path("schema"), shapes))
                .collect(Collectors.joining(" or "));
        return body + (body.isEmpty() || query.isEmpty() ? "" : "; ") + (query.isEmpty() ? "" : "?" + query);
    }

    private static String answers(JsonNode operation, Set<String> shapes) {
        return operation.path("responses").properties().stream()
                .filter(response -> response.getKey().startsWith("2"))
                .map(response -> (response.getKey() + " "
                                + response.getValue().path("content").properties().stream()
                                        .map(content -> body(
                                                content.getKey(),
                                                content.getValue().path("schema"),
                                                shapes))
                                        .distinct()
                                        .collect(Collectors.joining(" or ")))
                        .strip())
                .collect(Collectors.joining("; "));
    }

    private static String body(String type, JsonNode schema, Set<String> shapes) {
        if (schema.path("type").asText().equals("array")) {
            return body(type, schema.path("items"), shapes) + "[]";
        }
        String name = schema.path("$ref").asText().replaceAll(".*/", "");
        if (name.isEmpty()) {
            return type;
        }
        shapes.add(name);
        return "`" + name + "`";
    }

    private static String reasons(JsonNode operation) {
        return operation.path("responses").properties().stream()
                .filter(response -> !response.getKey().startsWith("2"))
                .flatMap(response -> NAME.matcher(
                                response.getValue().path("description").asText())
                        .results()
                        .map(found -> found.group()))
                .filter(reason -> REASONS.contains(reason) && !OF_ALL.contains(reason))
                .distinct()
                .map(reason -> "`" + reason + "`")
                .collect(Collectors.joining(", "));
    }

    private static String fields(JsonNode schema, JsonNode document) {
        if (schema.path("$ref").isTextual()) {
            return fields(document.at(schema.path("$ref").asText().substring(1)), document);
        }
        if (schema.path("allOf").isArray()) {
            return StreamSupport.stream(schema.path("allOf").spliterator(), false)
                    .map(part -> fields(part, document))
                    .filter(part -> !part.isEmpty())
                    .collect(Collectors.joining(", "));
        }
        Set<String> required = StreamSupport.stream(schema.path("required").spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.toSet());
        String fields = schema.path("properties").properties().stream()
                .map(field -> "`" + field.getKey() + "`" + (required.contains(field.getKey()) ? "*" : ""))
                .collect(Collectors.joining(", "));
        return fields.isEmpty() ? line(schema.path("description").asText()) : fields;
    }

    private static String line(String text) {
        return text.strip().replaceAll("\\s+", " ").replace("|", "\\|");
    }
}
