package dev.waypost.health.failover;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.SwitchEndpointRequest;
import dev.waypost.proto.config.v1.SwitchEndpointResponse;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.util.Set;

/// Has config-service switch: by compare-and-set, and under a request id that makes a repetition change nothing.
@Singleton
class SwitchApi implements Switches {
    private static final int LONGEST_CAUSE = 512;

    /// What a later try may find otherwise; everything else says that the decision no longer fits.
    private static final Set<Reason> PASSING = Set.of(
            Reason.PEER_UNAVAILABLE,
            Reason.STORE_UNAVAILABLE,
            Reason.DEADLINE_EXCEEDED,
            Reason.CANCELLED,
            Reason.SHUTTING_DOWN,
            Reason.RATE_LIMITED,
            Reason.QUEUE_FULL,
            Reason.CALLER_UNKNOWN,
            Reason.INTERNAL);

    private final GrpcPeers peers;

    SwitchApi(GrpcPeers peers) {
        this.peers = peers;
    }

    @Override
    public SwitchAnswer commit(Failover decided) {
        Move move = decided.move();
        try {
            SwitchEndpointResponse answer = EndpointServiceGrpc.newBlockingStub(peers.channel("config"))
                    .switchEndpoint(SwitchEndpointRequest.newBuilder()
                            .setTenantId(decided.tenantId())
                            .setRequestId(decided.id())
                            .setFromEndpointId(move.from())
                            .setToEndpointId(move.to())
                            .setExpectedRevision(decided.tenantRevision())
                            .setCause(cause(decided))
                            // It was decided with what is drained in mind.
                            .setEvenIfDrained(true)
                            .build());
            return new SwitchAnswer.Done(answer.getActive().getTenantRevision());
        } catch (StatusRuntimeException e) {
            Fault fault = FaultStatus.of(e);
            if (PASSING.contains(fault.reason())) {
                return new SwitchAnswer.Unreachable(fault.reason().name());
            }
            return new SwitchAnswer.Overtaken(
                    fault.reason().name(), revision(fault.metadata().getOrDefault("revision", "0")));
        }
    }

    private static String cause(Failover decided) {
        Move move = decided.move();
        String who = decided.decidedBy().isEmpty() ? "" : ", approved by " + decided.decidedBy();
        String text =
                "failover " + decided.id() + who + ": " + move.kind() + " (" + move.trouble() + ") " + move.cause();
        return text.substring(0, Math.min(text.length(), LONGEST_CAUSE));
    }

    private static long revision(String text) {
        return text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
