package dev.waypost.console.json;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Duration;
import com.google.protobuf.MapEntry;
import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import com.google.protobuf.WireFormat;
import dev.waypost.platform.fault.Fault.Violation;
import dev.waypost.platform.grpc.FieldRulesPolicy;
import dev.waypost.proto.validate.v1.ValidateProto;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Reads the fields of a request into a message of the contract, in their [Shape], and holds them to the contract's
/// rules: all that is wrong is said at once.
public final class ShapeReader {
    private static final int SHOWN = 64;

    private final Shape shape;
    private final Fields fields;
    private final Set<String> wrong = new HashSet<>();

    public ShapeReader(Shape shape, Fields fields) {
        this.shape = shape;
        this.fields = fields;
    }

    /// Fills the builder. What it already has (from the path, say) may be repeated, and must then be the same.
    public void read(Message.Builder builder) {
        Descriptor type = builder.getDescriptorForType();
        for (FieldDescriptor field : type.getFields()) {
            if (shape.hidden(field)) {
                continue;
            }
            if (shape.inlined(field)) {
                Message.Builder within = builder.newBuilderForField(field);
                read(within);
                if (!within.build().equals(within.getDefaultInstanceForType())) {
                    builder.setField(field, within.build());
                }
            } else {
                int before = fields.violations();
                readOne(builder, field);
                if (fields.violations() > before) {
                    wrong.add(shape.nameOf(field));
                }
            }
        }
    }

    /// Holds the message to its contract, and throws everything that is wrong with the request.
    public void check(Message message) {
        for (Violation violation : FieldRulesPolicy.violations(message)) {
            String name = shape.names().of(violation.field());
            if (!wrong.contains(name)) {
                fields.violation(name, violation.description());
            }
        }
        fields.check();
    }

    private void readOne(Message.Builder builder, FieldDescriptor field) {
        String name = shape.nameOf(field);
        boolean changes = builder.getDescriptorForType().getName().startsWith("Update");
        if (fields.isNull(name) && changes && field.hasPresence() && field.getJavaType() != JavaType.BOOLEAN) {
            clear(builder, field);
        }
        if (!fields.has(name)) {
            return;
        }
        if (field.isMapField()) {
            FieldDescriptor map = field;
            fields.map(name)
                    .forEach((key, value) -> builder.addRepeatedField(
                            map,
                            MapEntry.newDefaultInstance(
                                            map.getMessageType(),
                                            WireFormat.FieldType.STRING,
                                            "",
                                            WireFormat.FieldType.STRING,
                                            "")
                                    .toBuilder()
                                    .setKey(key)
                                    .setValue(value)
                                    .build()));
        } else if (field.isRepeated()) {
            many(builder, field, name);
        } else {
            one(builder, field, name);
        }
    }

    /// In a change, null means: without.
    private static void clear(Message.Builder builder, FieldDescriptor field) {
        builder.setField(
                field,
                field.getJavaType() == JavaType.MESSAGE
                        ? builder.newBuilderForField(field).build()
                        : field.getDefaultValue());
    }

    private void many(Message.Builder builder, FieldDescriptor field, String name) {
        for (String text : fields.texts(name)) {
            if (field.getJavaType() == JavaType.ENUM) {
                value(field, name, text).ifPresent(value -> builder.addRepeatedField(field, value));
            } else {
                builder.addRepeatedField(field, text);
            }
        }
    }

    private void one(Message.Builder builder, FieldDescriptor field, String name) {
        switch (field.getJavaType()) {
            case STRING -> text(builder, field, name);
            case INT -> builder.setField(field, fields.wholeInt(name));
            case DOUBLE -> fields.number(name).ifPresent(value -> builder.setField(field, value));
            case LONG -> fields.whole(name).ifPresent(value -> builder.setField(field, value));
            case BOOLEAN -> fields.flag(name).ifPresent(value -> builder.setField(field, value));
            case ENUM ->
                fields.string(name)
                        .filter(text -> !text.isEmpty() && !shape.unread(field, text))
                        .flatMap(text -> value(field, name, text))
                        .ifPresent(value -> builder.setField(field, value));
            case MESSAGE -> message(builder, field, name);
            default -> throw new IllegalStateException(field.getFullName());
        }
    }

    private void text(Message.Builder builder, FieldDescriptor field, String name) {
        String given = (String) builder.getField(field);
        String value = isId(field) ? fields.id(name) : fields.text(name);
        if (!given.isEmpty() && !value.isEmpty() && !given.equals(value)) {
            fields.violation(name, "value: " + shown(value) + " (expected: " + given + ", as in the path)");
        } else if (given.isEmpty()) {
            builder.setField(field, value);
        }
    }

    private void message(Message.Builder builder, FieldDescriptor field, String name) {
        Descriptor type = field.getMessageType();
        if (type.equals(Duration.getDescriptor())) {
            fields.duration(name)
                    .ifPresent(value -> builder.setField(
                            field,
                            Duration.newBuilder()
                                    .setSeconds(value.getSeconds())
                                    .setNanos(value.getNano())
                                    .build()));
        } else if (type.equals(Timestamp.getDescriptor())) {
            fields.time(name)
                    .ifPresent(value -> builder.setField(
                            field,
                            Timestamp.newBuilder()
                                    .setSeconds(value.getEpochSecond())
                                    .setNanos(value.getNano())
                                    .build()));
        } else if (isList(type)) {
            Message.Builder list = builder.newBuilderForField(field);
            many(list, type.getFields().getFirst(), name);
            builder.setField(field, list.build());
        } else {
            throw new IllegalStateException(field.getFullName());
        }
    }

    private Optional<EnumValueDescriptor> value(FieldDescriptor field, String name, String text) {
        var value = Enums.read(field.getEnumType(), text);
        if (value.isEmpty()) {
            List<String> all = Enums.all(field.getEnumType(), shape, shape.lower(field));
            fields.violation(name, "value: " + shown(text) + " (expected: " + String.join(", ", all) + ")");
        }
        return value;
    }

    /// A message that only tells a list from no list.
    public static boolean isList(Descriptor type) {
        return type.getFields().size() == 1 && type.getFields().getFirst().isRepeated();
    }

    /// Ids and numbers are texts that older callers also write as JSON numbers.
    public static boolean isId(FieldDescriptor field) {
        return field.getName().endsWith("_id")
                || field.getName().endsWith("_number")
                || field.getOptions().getExtension(ValidateProto.field).getId();
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
