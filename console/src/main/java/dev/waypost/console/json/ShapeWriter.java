package dev.waypost.console.json;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Duration;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.waypost.proto.config.v1.CredentialState;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes messages in their [Shape]: texts, times and enums only when there is one, numbers, flags and lists always.
final class ShapeWriter {
    private final Shape shape;

    ShapeWriter(Shape shape) {
        this.shape = shape;
    }

    Json write(Message message) {
        Json json = Json.object();
        write(message, json);
        credentials(message, json);
        return json;
    }

    private void write(Message message, Json json) {
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (shape.hidden(field) || Shape.isCredential(field)) {
                continue;
            }
            if (shape.inlined(field)) {
                write((Message) message.getField(field), json);
            } else {
                json.put(shape.nameOf(field), value(message, field));
            }
        }
    }

    private @Nullable Object value(Message message, FieldDescriptor field) {
        if (field.isMapField()) {
            Map<String, Object> entries = new LinkedHashMap<>();
            for (Object entry : (List<?>) message.getField(field)) {
                MapEntry<?, ?> pair = (MapEntry<?, ?>) entry;
                entries.put(String.valueOf(pair.getKey()), pair.getValue());
            }
            return entries;
        }
        if (field.isRepeated()) {
            return ((List<?>) message.getField(field))
                    .stream().map(item -> one(item, field)).toList();
        }
        boolean absent = field.hasPresence() && !message.hasField(field);
        return absent ? null : one(message.getField(field), field);
    }

    private @Nullable Object one(Object value, FieldDescriptor field) {
        if (field.getJavaType() == JavaType.MESSAGE) {
            return switch (value) {
                case Timestamp time -> Times.iso(true, time);
                case Duration duration -> seconds(duration);
                case Message nested -> write(nested).fields();
                default -> throw new IllegalStateException(field.getFullName());
            };
        }
        return value instanceof EnumValueDescriptor known ? Enums.write(known, shape, shape.lower(field)) : value;
    }

    private void credentials(Message message, Json json) {
        var fields = Shape.credentials(message.getDescriptorForType());
        if (fields.isEmpty()) {
            return;
        }
        Json known = Json.object();
        fields.forEach(field -> {
            CredentialState state = (CredentialState) message.getField(field);
            known.put(
                    shape.nameOf(field),
                    Json.object()
                            .put("set", state.getPresent())
                            .put("version", state.getPresent() ? state.getVersion() : null)
                            .put("hint", state.getHint())
                            .put(
                                    shape.names().of("previous_valid_until"),
                                    Times.iso(state.hasPreviousValidUntil(), state.getPreviousValidUntil())));
            if (!shape.camel()) {
                json.put(shape.nameOf(field) + "_set", state.getPresent());
            }
        });
        json.put("credentials", known);
    }

    /// Seconds as a number: whole where they are whole.
    private static Number seconds(Duration duration) {
        return duration.getNanos() == 0
                ? (Number) duration.getSeconds()
                : BigDecimal.valueOf(duration.getSeconds())
                        .add(BigDecimal.valueOf(duration.getNanos(), 9))
                        .stripTrailingZeros();
    }
}
