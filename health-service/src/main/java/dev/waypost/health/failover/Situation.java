package dev.waypost.health.failover;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that a decision about a tenant's traffic looks at.
///
/// @param members the tenant's endpoints, the active one first, then by priority
/// @param past moves that were done or rejected, the latest first, far enough back to count an hour
/// @param approved the move that a person approved; null when none waits approved
/// @param brake whether so much fails at once that it must be our own network
public record Situation(
        Rules rules,
        List<Member> members,
        List<Past> past,
        @Nullable Move approved,
        boolean brake) {
    public Situation {
        members = List.copyOf(members);
        past = List.copyOf(past);
    }
}
