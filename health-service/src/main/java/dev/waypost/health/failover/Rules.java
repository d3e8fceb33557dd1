package dev.waypost.health.failover;

import java.time.Duration;

/// What a tenant says of moving its traffic, and what holds for all.
///
/// @param routing `SINGLE`, `STANDBY` or `POOL`
/// @param mode `AUTOMATIC`, `APPROVAL` or `OFF`
/// @param returns whether a standby's traffic goes back
/// @param freshFor how old a look may be that a move relies on
/// @param retry how long to wait for what has no time of its own
public record Rules(
        String routing,
        String mode,
        Duration cooldown,
        int mostPerHour,
        boolean returns,
        Duration freshFor,
        Duration retry) {}
