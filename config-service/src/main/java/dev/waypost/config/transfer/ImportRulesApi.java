package dev.waypost.config.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Message;
import dev.waypost.config.change.Names;
import dev.waypost.config.document.Documents;
import dev.waypost.config.endpoint.EndpointMoves;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Fault.Violation;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.FieldRulesPolicy;
import dev.waypost.platform.grpc.RequestRules;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.CreateGatewayRequest;
import dev.waypost.proto.config.v1.CreatePhoneNumberRequest;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.MapProjectRequest;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Holds the objects of a file to the rules that single calls are held to, and fills what they leave to the platform.
@Singleton
final class ImportRulesApi {
    private static final JsonNode DEFAULT_POLICY =
            FileJson.object(Documents.write(TenantPolicy.DEFAULTS).text()).orElseThrow();
    /// Never said in the contract's words: they are sealed by now.
    private static final Set<String> SECRETS =
            Set.of("secrets", "headers", "verify_token", "app_secret", "signing_secret");

    private final ImportStore store;
    private final List<RequestRules> requestRules;
    private final EndpointMoves endpoints;

    ImportRulesApi(ImportStore store, List<RequestRules> requestRules, EndpointMoves endpoints) {
        this.store = store;
        this.endpoints = endpoints;
        this.requestRules = requestRules;
    }

    /// Must run outside of a transaction: it resolves names, and asks whether servers take anybody.
    ///
    /// @throws Fault FIELD_INVALID with everything that is wrong, ENDPOINT_URL_REFUSED and SERVER_DRAINED
    void check(ImportLine line) {
        ObjectNode object = line.object();
        boolean tenant = line.kind() == ObjectKind.TENANT;
        var found = new ArrayList<>(ColumnPolicy.violations(
                "",
                object,
                store.columns(line.kind().table()),
                tenant ? List.of("endpoints", "name", "policy") : List.of()));
        ids(object, "", found);
        switch (line.kind()) {
            case TENANT -> tenant(object, found);
            case BUSINESS_ACCOUNT -> rules(CreateBusinessAccountRequest.newBuilder(), object, "", found);
            case APP -> rules(CreateAppRequest.newBuilder(), object, "", found);
            case PHONE_NUMBER -> rules(CreatePhoneNumberRequest.newBuilder(), object, "", found);
            case PROJECT -> rules(CreateProjectRequest.newBuilder(), object, "", found);
            case MAPPING -> rules(MapProjectRequest.newBuilder(), object, "", found);
            case GATEWAY -> rules(CreateGatewayRequest.newBuilder(), object, "", found);
            case GATEWAY_CODE -> {}
        }
        raise(found);
        for (JsonNode endpoint : object.path("endpoints")) {
            endpoints.checkServer(
                    object.path("tenant_id").asText(), endpoint.path("api_url").asText());
        }
    }

    private void tenant(ObjectNode object, List<Violation> found) {
        if (!object.hasNonNull("name")) {
            object.put("name", object.path("tenant_id").asText());
        }
        String state = object.path("state").asText("ACTIVE");
        if (!state.equals("ACTIVE") && !state.equals("SUSPENDED")) {
            found.add(new Violation("state", "value: " + cut(state) + " (expected: ACTIVE or SUSPENDED)"));
        }
        policy(object, found);
        for (JsonNode label : object.path("labels")) {
            if (!label.isTextual()) {
                found.add(new Violation("labels", "value: of another kind (expected: texts)"));
            }
        }
        rules(CreateTenantRequest.newBuilder(), object, "", found);
        if (object.has("endpoints") && !object.path("endpoints").isArray()) {
            found.add(new Violation("endpoints", "value: of another kind (expected: an array)"));
            return;
        }
        endpoints(object, found);
    }

    private static void policy(ObjectNode object, List<Violation> found) {
        ObjectNode policy = DEFAULT_POLICY.deepCopy();
        object.path("policy").properties().forEach(property -> {
            if (!DEFAULT_POLICY.has(property.getKey())) {
                found.add(
                        new Violation("policy." + cut(property.getKey()), "unknown (expected: a setting of a tenant)"));
            } else if (!property.getValue().isNull()) {
                policy.set(property.getKey(), property.getValue());
            }
        });
        object.set("policy", policy);
    }

    private void endpoints(ObjectNode object, List<Violation> found) {
        String routing = object.path("policy").path("routing").asText();
        List<Column> columns = store.columns("endpoint");
        var ids = new HashSet<String>();
        int active = 0;
        int at = 0;
        for (JsonNode node : object.path("endpoints")) {
            String path = "endpoints[" + at + "].";
            at++;
            if (!(node instanceof ObjectNode endpoint)) {
                found.add(new Violation(path, "value: of another kind (expected: an object)"));
                continue;
            }
            complete(endpoint);
            found.addAll(ColumnPolicy.violations(path, endpoint, columns, List.of("tenant_id", "secrets")));
            ids(endpoint, path, found);
            ObjectNode said = endpoint.deepCopy();
            said.set("tenant_id", object.path("tenant_id"));
            rules(SetEndpointRequest.newBuilder(), said, path, found);
            if (!ids.add(endpoint.path("endpoint_id").asText())) {
                found.add(new Violation(path + "endpoint_id", "value: twice (expected: each once)"));
            }
            active += endpoint.path("role").asText().equals("ACTIVE") ? 1 : 0;
        }
        roles(routing, at, active, found);
    }

    private static void roles(String routing, int endpoints, int active, List<Violation> found) {
        if (routing.equals("SINGLE") && endpoints > 1) {
            found.add(new Violation("endpoints", "value: " + endpoints + " (expected: one, under SINGLE)"));
        } else if (!routing.equals("POOL") && endpoints > 0 && active != 1) {
            found.add(new Violation("endpoints", "value: " + active + " with role ACTIVE (expected: one)"));
        }
    }

    /// What a file that people write may leave out.
    private static void complete(ObjectNode endpoint) {
        fallback(
                endpoint,
                "name",
                FileJson.JSON
                        .getNodeFactory()
                        .textNode(endpoint.path("endpoint_id").asText()));
        fallback(endpoint, "api_version", FileJson.JSON.getNodeFactory().textNode(""));
        fallback(endpoint, "webhook_url", FileJson.JSON.getNodeFactory().textNode(""));
        fallback(endpoint, "role", FileJson.JSON.getNodeFactory().textNode("ACTIVE"));
        fallback(endpoint, "priority", FileJson.JSON.getNodeFactory().numberNode(0));
        fallback(endpoint, "weight", FileJson.JSON.getNodeFactory().numberNode(1));
        fallback(endpoint, "active", FileJson.JSON.getNodeFactory().booleanNode(true));
        fallback(endpoint, "allowed_cidrs", FileJson.JSON.createArrayNode());
        fallback(endpoint, "secrets", FileJson.JSON.createObjectNode());
    }

    private static void fallback(ObjectNode object, String key, JsonNode value) {
        if (!object.hasNonNull(key)) {
            object.set(key, value);
        }
    }

    private void rules(Message.Builder message, ObjectNode object, String at, List<Violation> found) {
        ObjectNode said = object.deepCopy();
        said.remove(SECRETS);
        said.put("request_id", "import");
        RowMessageApi.fill(message, said, at, found);
        Message request = message.buildPartial();
        FieldRulesPolicy.violations(request).forEach(v -> add(found, at, v));
        Fault more = Fault.of(Reason.FIELD_INVALID);
        try {
            requestRules.forEach(rule -> rule.check(request, more));
        } catch (Fault refused) {
            // A URL that must not be called has a reason of its own only when nothing else is wrong.
            if (refused.reason() != Reason.ENDPOINT_URL_REFUSED) {
                throw refused;
            }
            if (found.isEmpty() && !more.hasViolations()) {
                throw at.isEmpty() ? refused : at(at, refused);
            }
            refused.violations().forEach(v -> add(found, at, v));
        }
        more.violations().forEach(v -> add(found, at, v));
    }

    private static Fault at(String at, Fault refused) {
        Fault prefixed = Fault.of(refused.reason());
        refused.metadata().forEach(prefixed::with);
        refused.violations().forEach(v -> prefixed.violation(at + v.field(), v.description()));
        return prefixed;
    }

    private static void add(List<Violation> found, String at, Violation broken) {
        String field = at + broken.field();
        if (found.stream().noneMatch(f -> f.field().equals(field))) {
            found.add(new Violation(field, broken.description()));
        }
    }

    private static void ids(ObjectNode object, String at, List<Violation> found) {
        Fault broken = Names.violations();
        object.properties().forEach(property -> {
            if (property.getKey().endsWith("_id") && property.getValue().isTextual()) {
                Names.check(broken, at + property.getKey(), property.getValue().textValue());
            }
        });
        found.addAll(broken.violations());
    }

    private static void raise(List<Violation> found) {
        if (!found.isEmpty()) {
            Fault fault = Fault.of(Reason.FIELD_INVALID);
            found.forEach(v -> fault.violation(v.field(), v.description()));
            throw fault;
        }
    }

    private static String cut(String text) {
        return (text.length() > 64 ? text.substring(0, 64) : text).replaceAll("[^\\x20-\\x7e]", "?");
    }
}
