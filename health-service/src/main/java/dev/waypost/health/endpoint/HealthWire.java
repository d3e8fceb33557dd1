package dev.waypost.health.endpoint;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.waypost.health.probe.EndpointHealth;
import dev.waypost.health.signal.SignalStore;
import dev.waypost.health.verdict.Trouble;
import dev.waypost.health.verdict.VerdictChange;
import dev.waypost.proto.health.v1.CauseKind;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.proto.health.v1.Probe;
import dev.waypost.providers.NumberFacts;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Writes health in the words of the contract.
final class HealthWire {
    private HealthWire() {}

    static dev.waypost.proto.health.v1.EndpointHealth of(EndpointHealth health) {
        var wire = dev.waypost.proto.health.v1.EndpointHealth.newBuilder()
                .setTenantId(health.tenantId())
                .setEndpointId(health.endpointId())
                .setStatus(status(health.verdict().status()))
                .setConsecutiveFailures(health.verdict().failures())
                .setConsecutiveSuccesses(health.verdict().successes())
                .setCause(health.verdict().cause())
                .setCauseKind(kind(health.verdict().trouble()))
                .setServer(health.server());
        NumberFacts facts = health.lastLook().facts();
        if (facts != null) {
            wire.setQuality(text(facts.quality()))
                    .setThroughput(text(facts.throughput()))
                    .setMessagingLimit(text(facts.messagingLimit()));
        }
        if (health.since() != null) {
            wire.setStatusSince(time(health.since()));
        }
        if (health.lastCheck() != null) {
            java.time.Duration took = health.lastLook().latency();
            wire.setLastCheckTime(time(health.lastCheck()))
                    .setLastProbe(Probe.newBuilder()
                            .setHealthy(health.lastLook().good())
                            .setTime(time(health.lastCheck().minus(took)))
                            .setLatency(Duration.newBuilder()
                                    .setSeconds(took.toSeconds())
                                    .setNanos(took.toNanosPart()))
                            .setCause(health.lastLook().cause()));
        }
        return wire.build();
    }

    static dev.waypost.proto.health.v1.EndpointHealth of(EndpointHealth health, SignalStore.Last last) {
        var wire = of(health).toBuilder();
        if (last.sent() != null) {
            wire.setLastSentTime(time(last.sent()));
        }
        if (last.inbound() != null) {
            wire.setLastInboundTime(time(last.inbound()));
        }
        return wire.build();
    }

    static dev.waypost.proto.health.v1.VerdictChange of(VerdictChange change) {
        return dev.waypost.proto.health.v1.VerdictChange.newBuilder()
                .setTenantId(change.tenantId())
                .setEndpointId(change.endpointId())
                .setStatusBefore(status(change.before()))
                .setStatus(status(change.after()))
                .setCause(change.cause())
                .setCauseKind(kind(change.trouble()))
                .setChangeTime(time(change.time()))
                .build();
    }

    static CauseKind kind(Trouble trouble) {
        return trouble == Trouble.NONE
                ? CauseKind.CAUSE_KIND_UNSPECIFIED
                : CauseKind.valueOf("CAUSE_KIND_" + trouble.name());
    }

    static HealthStatus status(dev.waypost.health.verdict.HealthStatus status) {
        return switch (status) {
            case UNKNOWN -> HealthStatus.HEALTH_STATUS_UNKNOWN;
            case HEALTHY -> HealthStatus.HEALTH_STATUS_HEALTHY;
            case DEGRADED -> HealthStatus.HEALTH_STATUS_DEGRADED;
            case UNHEALTHY -> HealthStatus.HEALTH_STATUS_UNHEALTHY;
        };
    }

    /// The stored name of a status; empty for "any".
    static String stored(HealthStatus status) {
        return switch (status) {
            case HEALTH_STATUS_UNSPECIFIED, UNRECOGNIZED -> "";
            default -> status.name().replace("HEALTH_STATUS_", "");
        };
    }

    private static String text(@Nullable String fact) {
        return fact == null ? "" : fact;
    }

    private static Timestamp time(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
