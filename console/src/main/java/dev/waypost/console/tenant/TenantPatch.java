package dev.waypost.console.tenant;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import dev.waypost.console.json.Fields;
import dev.waypost.console.json.Shape;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantPolicy;
import java.util.List;
import java.util.Set;

/// Says what a change of a tenant is about: exactly the settings that the caller wrote. Null sets one back to the
/// platform's default.
final class TenantPatch {
    /// What a person may change of a tenant beside its policy.
    private static final List<FieldDescriptor> OWN = List.of(
            Tenant.getDescriptor().findFieldByName("name"),
            Tenant.getDescriptor().findFieldByName("labels"));

    private TenantPatch() {}

    static FieldMask mask(Shape shape, Fields fields) {
        Set<String> written = fields.names();
        FieldMask.Builder mask = FieldMask.newBuilder();
        OWN.stream()
                .filter(field -> written.contains(shape.nameOf(field)))
                .forEach(field -> mask.addPaths(field.getName()));
        TenantPolicy.getDescriptor().getFields().stream()
                .filter(field -> written.contains(shape.nameOf(field)))
                .forEach(field -> mask.addPaths("policy." + field.getName()));
        if (mask.getPathsCount() == 0) {
            fields.violation("body", "value: no setting to change (expected: at least one)");
        }
        return mask.build();
    }
}
