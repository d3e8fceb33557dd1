package dev.waypost.ingress.gateway;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Decides which tenant a message is for: the one it links to, else the one its user is locked to.
final class LockPolicy {
    private LockPolicy() {}

    /// @param takes whether a tenant still takes messages; a lock to one that is deleted holds nobody
    static Step decide(@Nullable Link link, Found found, Predicate<String> takes) {
        @Nullable Held current = found.current();
        if (link != null) {
            return current != null && current.tenantId().equals(link.tenantId())
                    ? new Step.Follow(current, true)
                    : new Step.Lock(link);
        }
        return current != null && takes.test(current.tenantId()) ? new Step.Follow(current, false) : new Step.Nobody();
    }
}
