package dev.waypost.console.api;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.waypost.console.json.Documented.Schema;
import dev.waypost.console.json.Documented.Use;
import dev.waypost.console.json.Enums;
import dev.waypost.console.json.Shape;
import dev.waypost.console.json.ShapeReader;
import dev.waypost.proto.validate.v1.FieldRules;
import dev.waypost.proto.validate.v1.ValidateProto;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Writes the JSON schema of a message in its shape, from what reads and writes it: names, types and rules of the
/// contract, and its comments.
final class Schemas {
    private static final String ID = "^[A-Za-z0-9_-]{1,64}$";
    /// What HTTP carries in headers, or works out when it is left out.
    private static final Set<String> NEVER_REQUIRED = Set.of("request_id", "expected_revision", "provider", "tenant");

    private final ProtoComments comments;

    Schemas(ProtoComments comments) {
        this.comments = comments;
    }

    Map<String, Object> of(Schema schema) {
        Map<String, Object> properties = new LinkedHashMap<>();
        List<String> required = new ArrayList<>();
        collect(schema, schema.message(), properties, required, true);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "object");
        object.put(
                "description",
                text(comments.of(
                        schema.message().getFile().getName(), schema.message().getFullName())));
        if (!required.isEmpty()) {
            object.put("required", required);
        }
        object.put("properties", properties);
        return object;
    }

    /// The fields of a request's query, by name.
    Map<String, Map<String, Object>> parameters(Schema schema) {
        Map<String, Object> properties = new LinkedHashMap<>();
        collect(schema, schema.message(), properties, new ArrayList<>(), true);
        Map<String, Map<String, Object>> parameters = new LinkedHashMap<>();
        properties.forEach((name, property) -> {
            @SuppressWarnings("unchecked") // made by this class
            Map<String, Object> copy = new LinkedHashMap<>((Map<String, Object>) property);
            Map<String, Object> parameter = new LinkedHashMap<>();
            parameter.put("name", name);
            parameter.put("in", "query");
            Object description = copy.remove("description");
            if (description != null) {
                parameter.put("description", description);
            }
            parameter.put("schema", copy);
            parameters.put(name, parameter);
        });
        return parameters;
    }

    private void collect(
            Schema schema, Descriptor message, Map<String, Object> properties, List<String> required, boolean outer) {
        Shape shape = schema.shape();
        boolean answer = schema.use() == Use.ANSWERED;
        for (FieldDescriptor field : message.getFields()) {
            String comment = comments.of(field.getFile().getName(), field.getFullName());
            boolean theirs = !answer && isServerSet(comment, message);
            if (shape.hidden(field)
                    || Shape.isCredential(field)
                    || schema.given().contains(field.getName())
                    || theirs) {
                continue;
            }
            if (shape.inlined(field)) {
                // Inlined parts are left out as a whole, so nothing in them is required by itself.
                collect(schema, field.getMessageType(), properties, new ArrayList<>(), false);
                continue;
            }
            properties.put(shape.nameOf(field), property(schema, field, comment));
            if (outer && (answer ? isAlwaysThere(field) : isRequired(field))) {
                required.add(shape.nameOf(field));
            }
        }
        if (answer && outer && !Shape.credentials(message).isEmpty()) {
            properties.put("credentials", credentials(shape, message));
            required.add("credentials");
            if (!shape.camel()) {
                Shape.credentials(message)
                        .forEach(field -> properties.put(
                                shape.nameOf(field) + "_set",
                                Map.of("type", "boolean", "description", "Whether there is one.")));
            }
        }
    }

    private Map<String, Object> credentials(Shape shape, Descriptor message) {
        Map<String, Object> each = new LinkedHashMap<>();
        Shape.credentials(message)
                .forEach(field -> each.put(
                        shape.nameOf(field),
                        Map.of("$ref", "#/components/schemas/" + (shape.camel() ? "Credential" : "HubCredential"))));
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("type", "object");
        object.put("description", "What is known of each secret; a secret itself never comes back.");
        object.put("properties", each);
        return object;
    }

    private Map<String, Object> property(Schema schema, FieldDescriptor field, String comment) {
        Map<String, Object> property = new LinkedHashMap<>();
        FieldRules rules = field.getOptions().getExtension(ValidateProto.field);
        boolean list = field.isRepeated() && !field.isMapField()
                || field.getJavaType() == JavaType.MESSAGE && ShapeReader.isList(field.getMessageType());
        if (list) {
            FieldDescriptor item = field.isRepeated()
                    ? field
                    : field.getMessageType().getFields().getFirst();
            property.put("type", "array");
            FieldRules itemRules = item.getOptions().getExtension(ValidateProto.field);
            if (itemRules.hasMaxItems() && schema.use() != Use.ANSWERED) {
                property.put("maxItems", itemRules.getMaxItems());
            }
            property.put("items", one(schema, item, itemRules));
        } else {
            property.putAll(one(schema, field, rules));
        }
        boolean changes =
                schema.message().getName().startsWith("Update") || schema.name().endsWith("Patch");
        if (changes && schema.use() == Use.SENT && property.get("type") instanceof String type) {
            property.put("type", List.of(type, "null"));
        }
        if (changes && property.get("enum") instanceof List<?> values) {
            List<Object> orNull = new ArrayList<>(values);
            orNull.add(null);
            property.put("enum", orNull);
        }
        String description = text(comment);
        if (!description.isEmpty()) {
            property.put("description", description);
        }
        if (field.getOptions().getDebugRedact() && schema.use() == Use.SENT) {
            property.put("writeOnly", true);
        }
        return property;
    }

    private Map<String, Object> one(Schema schema, FieldDescriptor field, FieldRules rules) {
        Map<String, Object> one = new LinkedHashMap<>();
        boolean sent = schema.use() != Use.ANSWERED;
        switch (field.getJavaType()) {
            case STRING -> {
                one.put("type", sent && ShapeReader.isId(field) ? List.of("string", "integer") : "string");
                if (sent) {
                    ruled(one, rules);
                }
            }
            case INT, LONG -> {
                one.put("type", "integer");
                if (sent) {
                    bounds(one, rules, 1);
                }
            }
            case DOUBLE -> one.put("type", "number");
            case BOOLEAN -> one.put("type", "boolean");
            case ENUM -> {
                one.put("type", "string");
                one.put(
                        "enum",
                        Enums.all(
                                field.getEnumType(),
                                schema.shape(),
                                schema.shape().lower(field)));
            }
            case MESSAGE -> message(schema, field, rules, one);
            default -> throw new IllegalStateException(field.getFullName());
        }
        return one;
    }

    private void message(Schema schema, FieldDescriptor field, FieldRules rules, Map<String, Object> one) {
        Descriptor type = field.getMessageType();
        boolean sent = schema.use() != Use.ANSWERED;
        if (field.isMapField()) {
            one.put("type", "object");
            one.put("additionalProperties", Map.of("type", "string"));
            if (sent && rules.hasMaxItems()) {
                one.put("maxProperties", rules.getMaxItems());
            }
        } else if (type.equals(Timestamp.getDescriptor())) {
            one.put("type", "string");
            one.put("format", "date-time");
        } else if (type.equals(Duration.getDescriptor())) {
            // In seconds; a request may also say `500ms`, `30s`, `5m`, `24h` or `90d`.
            one.put("type", sent ? List.of("number", "string") : "number");
            if (sent) {
                one.put("pattern", "^[0-9]{1,12}(ms|s|m|h|d)$");
                bounds(one, rules, 1000);
            }
        } else {
            one.putAll(of(new Schema(type.getName(), schema.shape(), type, schema.use(), Set.of())));
        }
    }

    private static void ruled(Map<String, Object> one, FieldRules rules) {
        if (rules.getId()) {
            one.put("pattern", ID);
        } else if (!rules.getPattern().isEmpty()) {
            one.put("pattern", "^" + rules.getPattern() + "$");
        }
        if (rules.getUrl()) {
            one.put("format", "uri");
            one.put("maxLength", 2048);
        }
        if (rules.hasMaxLen()) {
            one.put("maxLength", rules.getMaxLen());
        }
    }

    /// @param per how many of the contract's units make one of JSON's: its milliseconds are seconds there
    private static void bounds(Map<String, Object> one, FieldRules rules, long per) {
        if (rules.hasMin()) {
            one.put("minimum", scaled(rules.getMin(), per));
        }
        if (rules.hasMax()) {
            one.put("maximum", scaled(rules.getMax(), per));
        }
    }

    private static Object scaled(long value, long per) {
        return value % per == 0 ? (Object) (value / per) : (Object) ((double) value / per);
    }

    private static boolean isAlwaysThere(FieldDescriptor field) {
        return field.isRepeated()
                || field.getNumber() == 1
                || !field.hasPresence()
                        && field.getJavaType() != JavaType.STRING
                        && field.getJavaType() != JavaType.ENUM;
    }

    private static boolean isRequired(FieldDescriptor field) {
        return field.getOptions().getExtension(ValidateProto.field).getRequired()
                && !NEVER_REQUIRED.contains(field.getName())
                && field.getContainingOneof() == null;
    }

    /// Resources that are changed by a mask are their own request: what the server sets is not part of it.
    private static boolean isServerSet(String comment, Descriptor message) {
        return comment.contains("Server-set") && !message.getName().endsWith("Request");
    }

    private static String text(String comment) {
        return comment.replace(" Server-set.", "")
                .replace("Server-set.", "")
                .replace(" Write-only.", "")
                .strip();
    }
}
