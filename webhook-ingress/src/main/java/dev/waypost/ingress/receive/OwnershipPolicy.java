package dev.waypost.ingress.receive;

import java.util.HashSet;
import java.util.List;
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

    /// What the events are about: they are somebody's, so everything else about the same is.
    static OwnershipPolicy of(List<Addressed> events) {
        Set<String> numbers = new HashSet<>();
        Set<String> accounts = new HashSet<>();
        for (Addressed addressed : events) {
            if (addressed.event().phoneNumberId() != null) {
                numbers.add(addressed.event().phoneNumberId());
            } else if (addressed.event().wabaId() != null) {
                accounts.add(addressed.event().wabaId());
            }
        }
        return new OwnershipPolicy(numbers, accounts);
    }

    /// Account and template changes name no number; they belong to whom the business account belongs.
    boolean owns(@Nullable String phoneNumberId, @Nullable String wabaId) {
        if (phoneNumberId != null) {
            return phoneNumberIds.contains(phoneNumberId);
        }
        return wabaId != null && wabaIds.contains(wabaId);
    }
}
