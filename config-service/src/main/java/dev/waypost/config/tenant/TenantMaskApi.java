package dev.waypost.config.tenant;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import dev.waypost.platform.fault.Fault;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantPolicy;
import java.util.List;
import java.util.stream.Stream;

/// Which parts of a tenant an update names: those take the update's values, or the default where it has none.
final class TenantMaskApi {
    private static final String OF_POLICY = "policy.";
    private static final List<String> PATHS = Stream.concat(
                    Stream.of("name", "labels", "policy"),
                    TenantPolicy.getDescriptor().getFields().stream().map(field -> OF_POLICY + field.getName()))
            .toList();

    private TenantMaskApi() {}

    static void check(Fault violations, FieldMask mask) {
        String expected = " (expected: one of " + String.join(", ", PATHS) + ")";
        if (mask.getPathsCount() == 0) {
            violations.violation("update_mask", "value: none" + expected);
        }
        for (int i = 0; i < mask.getPathsCount(); i++) {
            if (!PATHS.contains(mask.getPaths(i))) {
                violations.violation(
                        "update_mask.paths[" + i + "]", "value: " + Fault.Violation.shown(mask.getPaths(i)) + expected);
            }
        }
    }

    static boolean names(FieldMask mask, String field) {
        return mask.getPathsList().contains("policy") || mask.getPathsList().contains(OF_POLICY + field);
    }

    /// @param mask checked before
    static TenantDraft apply(
            dev.waypost.config.tenant.Tenant stored,
            Tenant wanted,
            FieldMask mask,
            dev.waypost.configclient.TenantPolicy fallback) {
        List<String> paths = mask.getPathsList();
        var policy = TenantWireApi.write(stored.policy()).toBuilder();
        for (String path : paths) {
            if (path.startsWith(OF_POLICY)) {
                copy(wanted.getPolicy(), policy, path.substring(OF_POLICY.length()));
            }
        }
        String name = wanted.getName().isEmpty() ? stored.tenantId() : wanted.getName();
        return new TenantDraft(
                paths.contains("name") ? name : stored.name(),
                paths.contains("labels") ? wanted.getLabelsMap() : stored.labels(),
                TenantWireApi.read(paths.contains("policy") ? wanted.getPolicy() : policy.build(), fallback));
    }

    private static void copy(TenantPolicy from, TenantPolicy.Builder to, String name) {
        FieldDescriptor field = TenantPolicy.getDescriptor().findFieldByName(name);
        boolean absent = field.hasPresence() && !from.hasField(field);
        if (absent) {
            to.clearField(field);
        } else {
            to.setField(field, from.getField(field));
        }
    }
}
