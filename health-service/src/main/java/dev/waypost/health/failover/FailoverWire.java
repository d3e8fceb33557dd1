package dev.waypost.health.failover;

import com.google.protobuf.Timestamp;
import dev.waypost.health.verdict.Trouble;
import dev.waypost.proto.health.v1.CauseKind;
import dev.waypost.proto.health.v1.FailoverHold;
import dev.waypost.proto.health.v1.FailoverKind;
import dev.waypost.proto.health.v1.FailoverState;
import java.time.Instant;

/// Writes moves in the words of the contract.
final class FailoverWire {
    private static final String STATE = "FAILOVER_STATE_";

    private FailoverWire() {}

    static dev.waypost.proto.health.v1.Failover of(Failover failover) {
        Move move = failover.move();
        var wire = dev.waypost.proto.health.v1.Failover.newBuilder()
                .setFailoverId(failover.id())
                .setTenantId(failover.tenantId())
                .setFromEndpointId(move.from())
                .setToEndpointId(move.to())
                .setKind(FailoverKind.valueOf("FAILOVER_KIND_" + move.kind()))
                .setState(FailoverState.valueOf(STATE + failover.state()))
                .setCause(move.cause())
                .setTenantRevision(failover.tenantRevision())
                .setDecidedBy(failover.decidedBy())
                .setCreateTime(time(failover.createTime()));
        if (move.trouble() != Trouble.NONE) {
            wire.setCauseKind(CauseKind.valueOf("CAUSE_KIND_" + move.trouble()));
        }
        if (failover.hold() != Hold.NONE) {
            wire.setHold(FailoverHold.valueOf("FAILOVER_HOLD_" + failover.hold()));
        }
        if (failover.endTime() != null) {
            wire.setEndTime(time(failover.endTime()));
        }
        return wire.build();
    }

    static dev.waypost.proto.health.v1.Brake of(BrakeReading reading) {
        return dev.waypost.proto.health.v1.Brake.newBuilder()
                .setHolds(reading.holds())
                .setSilent(reading.silent())
                .setProbed(reading.probed())
                .setTime(time(reading.time()))
                .build();
    }

    /// The stored name of a state; empty for "any".
    static String stored(FailoverState state) {
        return switch (state) {
            case FAILOVER_STATE_UNSPECIFIED, UNRECOGNIZED -> "";
            default -> state.name().substring(STATE.length());
        };
    }

    private static Timestamp time(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
