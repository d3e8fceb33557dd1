package dev.waypost.config.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whose a mapping becomes: a number and a project that are mapped belong to one tenant.
final class OwnerPolicy {
    /// What follows from mapping.
    sealed interface Outcome {}

    /// Both are the tenant's already.
    record Agreed(String tenantId) implements Outcome {}

    /// The project had no tenant and takes the number's.
    record ProjectJoins(String tenantId) implements Outcome {}

    /// The number had no tenant and takes the project's.
    record NumberJoins(String tenantId) implements Outcome {}

    /// Neither has a tenant yet.
    record Nobody() implements Outcome {}

    /// They belong to different tenants.
    record Foreign() implements Outcome {}

    /// Several tenants have an endpoint of that id, and the project does not say whose is meant.
    record Ambiguous() implements Outcome {}

    private OwnerPolicy() {}

    /// @param owners of the number, or of the endpoints of that id
    /// @param tenantId of the project; null for none
    static Outcome decide(List<String> owners, @Nullable String tenantId) {
        if (tenantId == null) {
            return switch (owners.size()) {
                case 0 -> new Nobody();
                case 1 -> new ProjectJoins(owners.getFirst());
                default -> new Ambiguous();
            };
        }
        if (owners.isEmpty()) {
            return new NumberJoins(tenantId);
        }
        return owners.contains(tenantId) ? new Agreed(tenantId) : new Foreign();
    }
}
