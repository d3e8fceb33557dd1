package dev.waypost.ingress.receive;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides whether something in a webhook is the tenant's: the owner of the number does, never the URL alone.
///
/// @param phoneNumberIds numbers of the endpoints that share the verified secret
/// @param wabaIds business accounts of those endpoints
record OwnershipPolicy(Set<String> phoneNumberIds, Set<String> wabaIds) {
    OwnershipPolicy {
        phoneNumberIds = Set.copyOf(phoneNumberIds);
        wabaIds = Set.copyOf(wabaIds);
    }

    /// Account and template changes name no number; they belong to whom the business account belongs.
    boolean owns(@Nullable String phoneNumberId, @Nullable String wabaId) {
        if (phoneNumberId != null) {
            return phoneNumberIds.contains(phoneNumberId);
        }
        return wabaId != null && wabaIds.contains(wabaId);
    }
}
