package dev.waypost.ingress.receive;

import dev.waypost.providers.InboundEvent;
import java.util.Set;

/// Decides whether a project asked for an event.
public final class EventFilterPolicy {
    private EventFilterPolicy() {}

    /// @param kinds that the project asked for, named as in the contract; empty for all
    public static boolean wants(Set<String> kinds, InboundEvent.Kind kind) {
        return kinds.isEmpty()
                || switch (kind) {
                    case MESSAGE, STATUS, ACCOUNT, SESSION -> kinds.contains(kind.name());
                    case OTHER -> kinds.contains("RAW");
                };
    }
}
