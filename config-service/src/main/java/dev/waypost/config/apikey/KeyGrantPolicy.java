package dev.waypost.config.apikey;

import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.fault.Fault.Violation;
import java.util.ArrayList;
import java.util.List;

/// Decides whether somebody may hand out a key: never one that may do more than himself.
final class KeyGrantPolicy {
    private KeyGrantPolicy() {}

    static List<Violation> violations(Caller maker, Role role, List<String> tenantIds) {
        var found = new ArrayList<Violation>();
        if (!maker.role().allows(role)) {
            found.add(new Violation(
                    "role", "value: " + role + " (expected: at most " + maker.role() + ", the role of who makes it)"));
        }
        if (role.isTenantBound() && tenantIds.isEmpty()) {
            found.add(new Violation("tenant_ids", "value: none (expected: at least one, for " + role + ")"));
        } else if (tenantIds.isEmpty() && !maker.tenants().isEmpty()) {
            found.add(new Violation("tenant_ids", "value: none (expected: some of the tenants of who makes it)"));
        }
        for (int i = 0; i < tenantIds.size(); i++) {
            String tenantId = tenantIds.get(i);
            if (!maker.mayActFor(tenantId)) {
                found.add(new Violation(
                        "tenant_ids[" + i + "]",
                        "value: " + Violation.shown(tenantId) + " (expected: a tenant of who makes it)"));
            }
        }
        return found;
    }
}
