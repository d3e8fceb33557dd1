package dev.waypost.config.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.platform.fault.Fault.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Whether an object of a file fits the columns it is for: every key is one, and every value has its type.
final class ColumnPolicy {
    private static final int SHOWN = 64;

    private ColumnPolicy() {}

    /// @param also keys that are no columns but belong there
    static List<Violation> violations(String at, ObjectNode object, List<Column> columns, List<String> also) {
        var found = new ArrayList<Violation>();
        Map<String, Column> known = new HashMap<>();
        columns.stream().filter(c -> !ObjectKind.isServerSet(c.name())).forEach(c -> known.put(c.name(), c));
        object.properties().forEach(property -> {
            Column column = known.get(property.getKey());
            if (column != null) {
                check(at + property.getKey(), property.getValue(), column, found);
            } else if (!also.contains(property.getKey())) {
                found.add(new Violation(
                        at + shown(property.getKey()),
                        "unknown (expected: one of "
                                + String.join(
                                        " ", known.keySet().stream().sorted().toList()) + ")"));
            }
        });
        known.values().stream()
                .filter(c -> c.required() && !object.has(c.name()) && !also.contains(c.name()))
                .map(Column::name)
                .sorted()
                .forEach(name -> found.add(new Violation(at + name, "value: none (expected: one)")));
        return found;
    }

    private static void check(String at, JsonNode value, Column column, List<Violation> found) {
        if (value.isNull()) {
            if (column.required()) {
                found.add(new Violation(at, "value: none (expected: one)"));
            }
            return;
        }
        boolean fits = switch (column.type()) {
            case "text" -> value.isTextual() && value.textValue().indexOf('\0') < 0;
            case "boolean" -> value.isBoolean();
            case "integer" -> value.isIntegralNumber() && value.canConvertToInt();
            case "bigint" -> value.isIntegralNumber() && value.canConvertToLong();
            case "ARRAY" -> value.isArray() && value.valueStream().allMatch(JsonNode::isTextual);
            case "jsonb" -> value.isObject();
            default -> true;
        };
        if (!fits) {
            found.add(new Violation(at, "value: " + shown(value.toString()) + " (expected: " + word(column) + ")"));
        }
    }

    private static String word(Column column) {
        return switch (column.type()) {
            case "text" -> "a text";
            case "boolean" -> "true or false";
            case "integer", "bigint" -> "a whole number";
            case "ARRAY" -> "an array of texts";
            case "jsonb" -> "an object";
            default -> column.type();
        };
    }

    private static String shown(String text) {
        String cut = text.length() > SHOWN ? text.substring(0, SHOWN) + "…" : text;
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
