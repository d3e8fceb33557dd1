package dev.waypost.health.alert;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// When an alert of one kind is raised, and when it is over.
///
/// @param tenantId whose; empty for everybody without their own
/// @param threshold raised at this value and above
/// @param clearThreshold over once it is below this
/// @param raiseAfter how long it must be so
/// @param clearAfter how long it must be over
/// @param revision 0 for one that nobody changed
/// @param updateTime null for one that nobody changed
record Rule(
        AlertKind kind,
        String tenantId,
        boolean enabled,
        Severity severity,
        double threshold,
        double clearThreshold,
        Duration raiseAfter,
        Duration clearAfter,
        long revision,
        @Nullable Instant updateTime) {}
