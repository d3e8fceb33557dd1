package dev.waypost.health.probe;

import dev.waypost.health.verdict.Verdict;
import dev.waypost.providers.NumberFacts;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The verdict on one endpoint, and the last look that was taken.
///
/// @param since when the status last changed; null when nothing is stored of the endpoint
/// @param lastCheck when the latest look ended; null before the first
/// @param server host and port of its address; empty when nothing is stored of the endpoint
public record EndpointHealth(
        String tenantId,
        String endpointId,
        Verdict verdict,
        @Nullable Instant since,
        @Nullable Instant lastCheck,
        Look lastLook,
        String server) {
    private static final Look NO_LOOK = new Look(false, "", Duration.ZERO, NumberFacts.NONE);

    public static EndpointHealth unknown(String tenantId, String endpointId) {
        return new EndpointHealth(tenantId, endpointId, Verdict.NONE, null, null, NO_LOOK, "");
    }
}
