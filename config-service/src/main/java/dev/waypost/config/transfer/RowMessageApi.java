package dev.waypost.config.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.Message;
import dev.waypost.platform.fault.Fault.Violation;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// Says a row in the words of the contract, so that a file is held to the contract's own rules.
final class RowMessageApi {
    private RowMessageApi() {}

    /// Fills what has the same name, as the contract or its JSON has it; what does not fit is added to the violations.
    static void fill(Message.Builder message, JsonNode row, String at, List<Violation> found) {
        row.properties().forEach(property -> {
            String name = property.getKey();
            JsonNode value = property.getValue();
            for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
                boolean meant =
                        field.getName().equals(name) || field.getJsonName().equals(name);
                if (meant && !value.isNull() && !field.isMapField()) {
                    set(message, field, value, at + name, found);
                }
            }
        });
    }

    /// Whether the contract has a field of this name.
    static boolean knows(Message message, String name) {
        return message.getDescriptorForType().getFields().stream()
                .anyMatch(field -> field.getJsonName().equals(name));
    }

    private static void set(
            Message.Builder message, FieldDescriptor field, JsonNode value, String at, List<Violation> found) {
        if (field.isRepeated()) {
            for (int i = 0; i < value.size(); i++) {
                one(message, field, value.get(i), at + "[" + i + "]", found, true);
            }
        } else {
            one(message, field, value, at, found, false);
        }
    }

    private static void one(
            Message.Builder message,
            FieldDescriptor field,
            JsonNode value,
            String at,
            List<Violation> found,
            boolean add) {
        Object read = switch (field.getJavaType()) {
            case STRING -> value.isTextual() ? value.textValue() : Map.of();
            case BOOLEAN -> value.isBoolean() ? value.booleanValue() : Map.of();
            case INT -> value.canConvertToInt() && value.isIntegralNumber() ? value.intValue() : Map.of();
            case LONG -> value.canConvertToLong() && value.isIntegralNumber() ? value.longValue() : Map.of();
            case ENUM -> constant(field.getEnumType(), value, at, found);
            case MESSAGE -> nested(message, field, value, at, found);
            case FLOAT, DOUBLE, BYTE_STRING -> Map.of();
        };
        if (read instanceof Map) {
            if (found.stream().noneMatch(v -> v.field().equals(at))) {
                found.add(new Violation(
                        at,
                        "value: of another kind (expected: "
                                + field.getJavaType().name().toLowerCase(Locale.ROOT) + ")"));
            }
        } else if (add) {
            message.addRepeatedField(field, read);
        } else {
            message.setField(field, read);
        }
    }

    private static Object nested(
            Message.Builder message, FieldDescriptor field, JsonNode value, String at, List<Violation> found) {
        if (field.getMessageType().equals(Duration.getDescriptor())) {
            return duration(value, at, found);
        }
        if (!value.isObject()) {
            return Map.of();
        }
        Message.Builder inner = message.newBuilderForField(field);
        fill(inner, value, at + ".", found);
        return inner.build();
    }

    private static Object duration(JsonNode value, String at, List<Violation> found) {
        try {
            // Rows have seconds; people write what the documentation shows.
            java.time.Duration read = value.isNumber()
                    ? java.time.Duration.ofMillis(
                            value.decimalValue().movePointRight(3).longValueExact())
                    : java.time.Duration.parse(value.asText());
            return Duration.newBuilder()
                    .setSeconds(read.getSeconds())
                    .setNanos(read.getNano())
                    .build();
        } catch (DateTimeParseException | ArithmeticException e) {
            found.add(new Violation(at, "value: no duration (expected: seconds, or one as PT30S)"));
            return Map.of();
        }
    }

    private static Object constant(EnumDescriptor type, JsonNode value, String at, List<Violation> found) {
        String prefix = prefix(type);
        String text = value.asText();
        EnumValueDescriptor constant = type.findValueByName(prefix + text);
        if (constant != null && constant.getNumber() != 0) {
            return constant;
        }
        // Where the platform has its own default, an empty text asks for it.
        if (text.isEmpty() && value.isTextual()) {
            return type.findValueByNumber(0);
        }
        found.add(new Violation(
                at,
                "value: " + (text.length() > 64 ? text.substring(0, 64) : text).replaceAll("[^\\x20-\\x7e]", "?")
                        + " (expected: one of "
                        + type.getValues().stream()
                                .filter(v -> v.getNumber() != 0)
                                .map(v -> v.getName().substring(prefix.length()))
                                .collect(Collectors.joining(" "))
                        + ")"));
        return Map.of();
    }

    private static String prefix(EnumDescriptor type) {
        String none = type.findValueByNumber(0).getName();
        return none.substring(0, none.length() - "UNSPECIFIED".length());
    }
}
