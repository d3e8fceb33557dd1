package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.waypost.console.ConsoleUnderTest.Answer;
import io.micronaut.web.router.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.yaml.snakeyaml.Yaml;

/// Holds the document to the API, and the API to the document.
class ApiDocumentTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static ConsoleUnderTest console;
    private static JsonNode document;

    @BeforeAll
    static void start() {
        // With one, so that calls need not name one.
        console = new ConsoleUnderTest(Map.of("waypost.console.default-tenant", "acme"));
        document = console.withoutKey("GET", "/openapi.json").json();
        console.call(
                "POST",
                "/api/whatsapp/send",
                "{\"tenantId\": \"acme\", \"phone\": \"79001234567\", \"message\": \"Hello\"}");
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void every_route_is_documented_and_every_documented_path_is_a_route() {
        Set<String> routes = console.running()
                .context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> route.getPort() == null)
                .filter(route -> !route.getHttpMethodName().equals("HEAD"))
                // Pages for people are no API.
                .filter(route -> !route.getUriMatchTemplate().toPathString().startsWith("/ui/"))
                .map(route -> route.getHttpMethodName() + " "
                        + route.getUriMatchTemplate().toPathString())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(operations().map(Operation::name)).containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void yaml_and_json_say_the_same() throws Exception {
        Answer yaml = console.withoutKey("GET", "/openapi.yaml");

        assertThat(yaml.header("Content-Type")).startsWith("application/yaml");
        Object loaded = new Yaml().load(yaml.raw().body());
        assertThat(lines(JSON.readTree(JSON.writeValueAsString(loaded)))).isEqualTo(lines(document));
        assertThat(document.path("openapi").asText()).isEqualTo("3.1.0");
    }

    @Test
    void every_reference_leads_somewhere_and_every_operation_has_an_id_of_its_own() {
        List<String> lost = new ArrayList<>();
        each(document, node -> {
            if (node.path("$ref").isTextual()
                    && document.at(node.path("$ref").asText().substring(1)).isMissingNode()) {
                lost.add(node.path("$ref").asText());
            }
        });

        assertThat(lost).isEmpty();
        assertThat(operations().map(Operation::id)).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-z]\\w+"));
    }

    @Test
    void every_schema_property_says_what_it_is() {
        List<String> silent = new ArrayList<>();
        for (String schema : List.of("Endpoint", "EndpointPut", "Tenant", "TenantPatch", "App", "Project", "Gateway")) {
            document.at("/components/schemas/" + schema + "/properties")
                    .properties()
                    .forEach(property -> {
                        if (property.getValue().path("description").asText().isEmpty()) {
                            silent.add(schema + "." + property.getKey());
                        }
                    });
        }

        assertThat(silent).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> request_examples_are_as_their_schemas_say() {
        return operations()
                .filter(operation -> !operation.example().isMissingNode())
                .map(operation -> DynamicTest.dynamicTest(
                        operation.id(),
                        () -> assertThat(violations(operation.requestSchema(), operation.example(), false))
                                .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> every_documented_call_is_answered_as_documented() {
        return operations()
                .map(operation -> DynamicTest.dynamicTest(operation.id(), () -> {
                    Answer answer = operation.call();
                    JsonNode response = operation.node().path("responses").path(String.valueOf(answer.status()));
                    String type = answer.header("Content-Type").replaceAll(";.*", "");

                    assertThat(response.isMissingNode())
                            .as("answered %d: %s", answer.status(), answer.raw().body())
                            .isFalse();
                    boolean later =
                            operation.node().path("tags").path(0).asText().equals("Not yet");
                    assertThat(answer.status())
                            .as(answer.raw().body())
                            .isIn(later ? Set.of(501) : Set.of(200, 201, 202, 204, 503));
                    if (answer.status() != 204) {
                        JsonNode schema = response.path("content").path(type).path("schema");
                        assertThat(schema.isMissingNode()).as(type).isFalse();
                        if (type.equals("application/json") && !operation.id().equals("getDocumentJson")) {
                            assertThat(violations(schema, answer.json(), true)).isEmpty();
                        }
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> what_is_documented_of_a_body_is_known_to_its_reader() {
        return operations()
                .filter(operation -> operation
                        .node()
                        .at("/requestBody/content/application~1json/schema/$ref")
                        .isTextual())
                .map(operation -> DynamicTest.dynamicTest(operation.id(), () -> {
                    Answer answer = operation.call("{\"zzzzzzzzzzzz\": 1}");
                    String known = answer.json().at("/violations/0/expectation").asText();

                    assertThat(answer.status()).as(answer.raw().body()).isEqualTo(400);
                    List<String> documented = new ArrayList<>();
                    resolved(operation.requestSchema())
                            .path("properties")
                            .fieldNames()
                            .forEachRemaining(documented::add);
                    assertThat(List.of(known.replace("one of ", "").split(", ")))
                            .containsAll(documented);
                }));
    }

    private record Operation(String method, String path, JsonNode node) {
        String name() {
            return method + " " + path;
        }

        String id() {
            return node.path("operationId").asText();
        }

        JsonNode example() {
            return node.at("/requestBody/content/application~1json/example");
        }

        JsonNode requestSchema() {
            return node.at("/requestBody/content/application~1json/schema");
        }

        Answer call() {
            if (!node.at("/requestBody/content/application~1x-ndjson").isMissingNode()) {
                return send("{}\n", "Content-Type", "application/x-ndjson");
            }
            if (!node.at("/requestBody/content/application~1octet-stream").isMissingNode()) {
                return send("79001234567\n", "Content-Type", "application/octet-stream");
            }
            return call(example().isMissingNode() ? "" : example().toString());
        }

        Answer call(String body) {
            boolean revised = node.path("responses").has("428") && !example().has("revision");
            return revised ? send(body, "If-Match", "\"7\"") : send(body);
        }

        private Answer send(String body, String... headers) {
            // Some calls take the endpoint away that others need.
            String endpoint = "{\"id\": \"main\", \"apiUrl\": \"https://x.example.com\"}";
            console.call("PUT", "/api/whatsapp/endpoints/acme", endpoint);
            String at = path.replace("{tenantId}", "acme")
                    .replace("{messageId}", "msg_1")
                    .replaceAll("\\{[^}]*}", "x1");
            boolean asksTenant = id().equals("deleteGatewayCode");
            return console.call(method, at + (asksTenant ? "?tenant_id=acme" : ""), body, headers);
        }
    }

    private static Stream<Operation> operations() {
        return document.path("paths").properties().stream()
                .flatMap(path -> path.getValue().properties().stream()
                        .map(method -> new Operation(
                                method.getKey().toUpperCase(Locale.ROOT), path.getKey(), method.getValue())));
    }

    /// @param closed whether a field that the schema does not name is wrong as well
    private static Set<String> violations(JsonNode schema, JsonNode value, boolean closed) {
        ObjectNode root = JSON.createObjectNode();
        root.setAll((ObjectNode) schema.deepCopy());
        root.set("components", document.path("components").deepCopy());
        JsonNode whole = closed ? Closed.of(root) : root;
        return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(whole).validate(value).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> lines(JsonNode node) throws JsonProcessingException {
        Object sorted = JSON.convertValue(node, TreeMap.class);
        return JSON.writer()
                .with(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                .withDefaultPrettyPrinter()
                .writeValueAsString(sorted)
                .lines()
                .toList();
    }

    private static JsonNode resolved(JsonNode schema) {
        return schema.path("$ref").isTextual()
                ? document.at(schema.path("$ref").asText().substring(1))
                : schema;
    }

    private static void each(JsonNode node, Consumer<JsonNode> work) {
        work.accept(node);
        node.forEach(child -> each(child, work));
    }

    /// Schemas that allow nothing but what they name.
    private static final class Closed {
        static JsonNode of(ObjectNode root) {
            close(root, root);
            return root;
        }

        private static void close(JsonNode node, ObjectNode root) {
            if (node instanceof ObjectNode object && object.path("allOf").isArray()) {
                ObjectNode merged = JSON.createObjectNode();
                object.path("allOf").forEach(part -> {
                    JsonNode found = part.path("$ref").isTextual()
                            ? root.at(part.path("$ref").asText().substring(1))
                            : part;
                    merged.setAll((ObjectNode) found.path("properties").deepCopy());
                });
                object.removeAll();
                object.put("type", "object").set("properties", merged);
            }
            if (node instanceof ObjectNode object && object.path("properties").isObject()) {
                object.put("additionalProperties", false);
            }
            node.forEach(child -> close(child, root));
        }
    }
}
