package dev.waypost.providers.specs;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Holds JSON against a schema of an OpenAPI document. Stricter than the standard asks: a field that the schema does
/// not know is wrong, for a provider would not look at it.
public final class SpecShape {
    private static final int DEEPEST = 40;

    private final JsonNode document;
    private final Set<String> tolerated;

    /// @param tolerated fields that the provider takes although its specification lacks them
    public SpecShape(JsonNode document, Set<String> tolerated) {
        this.document = document;
        this.tolerated = tolerated;
    }

    /// The schema of a request's body; missing when there is no such call.
    public JsonNode requestSchema(String path, String method, String contentType) {
        return document.path("paths")
                .path(path)
                .path(method)
                .path("requestBody")
                .path("content")
                .path(contentType)
                .path("schema");
    }

    public JsonNode schema(String name) {
        return document.path("components").path("schemas").path(name);
    }

    /// What is wrong, one line each.
    public List<String> wrong(JsonNode value, JsonNode schema) {
        List<String> wrong = new ArrayList<>();
        check(value, schema, "$", wrong, 0);
        return wrong;
    }

    private void check(JsonNode value, JsonNode given, String at, List<String> wrong, int depth) {
        JsonNode schema = resolved(given);
        if (depth > DEEPEST || schema.isMissingNode() || (value.isNull() && nullable(schema))) {
            return;
        }
        JsonNode mapped = schema.path("discriminator")
                .path("mapping")
                .path(value.path(schema.path("discriminator")
                                .path("propertyName")
                                .asText())
                        .asText());
        if (mapped.isTextual()) {
            check(value, document.at(mapped.asText().substring(1)), at, wrong, depth + 1);
            return;
        }
        if (schema.has("oneOf") || schema.has("anyOf")) {
            JsonNode options = schema.has("oneOf") ? schema.path("oneOf") : schema.path("anyOf");
            alternatives(value, options, at, wrong, depth);
            return;
        }
        String type = type(schema);
        if (!type.isEmpty() && !fits(value, type)) {
            wrong.add(at + ": " + value.getNodeType() + " (expected: " + type + ")");
            return;
        }
        if (schema.has("enum") && !contains(schema.path("enum"), value) && !schema.has("x-extensible-enum")) {
            wrong.add(at + ": " + value + " (expected one of " + schema.path("enum") + ")");
        }
        if (value.isObject()) {
            object(value, schema, at, wrong, depth);
        } else if (value.isArray() && schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(value.get(i), schema.path("items"), at + "[" + i + "]", wrong, depth + 1);
            }
        }
    }

    private void alternatives(JsonNode value, JsonNode options, String at, List<String> wrong, int depth) {
        List<String> best = null;
        for (JsonNode option : options) {
            List<String> of = new ArrayList<>();
            check(value, option, at, of, depth + 1);
            best = best == null || of.size() < best.size() ? of : best;
        }
        wrong.addAll(best == null ? List.of() : best);
    }

    private void object(JsonNode value, JsonNode schema, String at, List<String> wrong, int depth) {
        Set<String> known = new HashSet<>();
        List<JsonNode> parts = parts(schema, 0);
        for (JsonNode part : parts) {
            part.path("properties").fieldNames().forEachRemaining(known::add);
            for (JsonNode name : part.path("required")) {
                if (!value.has(name.asText()) && !tolerated.contains("-" + name.asText())) {
                    wrong.add(at + "." + name.asText() + ": missing");
                }
            }
        }
        value.properties().forEach(field -> {
            for (JsonNode part : parts) {
                JsonNode of = part.path("properties").path(field.getKey());
                if (!of.isMissingNode()) {
                    check(field.getValue(), of, at + "." + field.getKey(), wrong, depth + 1);
                }
            }
            boolean free = known.isEmpty() || parts.stream().anyMatch(part -> part.has("additionalProperties"));
            if (!free && !known.contains(field.getKey()) && !tolerated.contains(field.getKey())) {
                wrong.add(at + "." + field.getKey() + ": not known (expected one of " + known + ")");
            }
        });
    }

    private List<JsonNode> parts(JsonNode schema, int depth) {
        List<JsonNode> parts = new ArrayList<>(List.of(schema));
        if (depth < DEEPEST) {
            schema.path("allOf").forEach(part -> parts.addAll(parts(resolved(part), depth + 1)));
        }
        return parts;
    }

    private JsonNode resolved(JsonNode schema) {
        JsonNode at = schema;
        for (int i = 0; i < DEEPEST && at.has("$ref"); i++) {
            at = document.at(at.path("$ref").asText().substring(1));
        }
        return at;
    }

    private static boolean nullable(JsonNode schema) {
        return schema.path("nullable").asBoolean(false)
                || schema.path("default").isNull();
    }

    private static String type(JsonNode schema) {
        JsonNode type = schema.path("type");
        return type.isArray() ? type.path(0).asText() : type.asText("");
    }

    private static boolean fits(JsonNode value, String type) {
        return switch (type) {
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "array" -> value.isArray();
            case "object" -> value.isObject();
            default -> true;
        };
    }

    private static boolean contains(JsonNode all, JsonNode value) {
        for (JsonNode one : all) {
            if (one.asText().equalsIgnoreCase(value.asText())) {
                return true;
            }
        }
        return false;
    }
}
