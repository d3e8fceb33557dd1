package dev.waypost.platform.grpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Finds the tenants that a request names, however deep: in `tenant_id` and `tenant_ids` of it and of what it holds.
final class TenantFields {
    private static final Map<String, Boolean> MENTIONS = new ConcurrentHashMap<>();

    private TenantFields() {}

    static List<String> named(Message request) {
        var named = new ArrayList<String>();
        collect(request, named);
        return named;
    }

    /// Whether requests of this type can name a tenant at all.
    static boolean mentions(Descriptor type) {
        return MENTIONS.computeIfAbsent(type.getFullName(), name -> mentions(type, new HashSet<>()));
    }

    private static void collect(Message message, List<String> named) {
        message.getAllFields().forEach((field, value) -> {
            if (isTenantField(field)) {
                if (value instanceof List<?> many) {
                    many.forEach(one -> named.add((String) one));
                } else {
                    named.add((String) value);
                }
            } else if (value instanceof Message nested) {
                collect(nested, named);
            } else if (field.getJavaType() == JavaType.MESSAGE && value instanceof List<?> many) {
                many.forEach(one -> collect((Message) one, named));
            }
        });
    }

    private static boolean mentions(Descriptor type, Set<String> seen) {
        if (!seen.add(type.getFullName())) {
            return false;
        }
        return type.getFields().stream()
                .anyMatch(field -> isTenantField(field)
                        || (field.getJavaType() == JavaType.MESSAGE && mentions(field.getMessageType(), seen)));
    }

    private static boolean isTenantField(FieldDescriptor field) {
        return field.getJavaType() == JavaType.STRING
                && (field.getName().equals("tenant_id") || field.getName().equals("tenant_ids"));
    }
}
