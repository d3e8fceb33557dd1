package dev.waypost.health.failover;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import dev.waypost.health.page.PlaceToken;
import dev.waypost.health.probe.CheckedStore;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.health.v1.ApproveFailoverRequest;
import dev.waypost.proto.health.v1.ApproveFailoverResponse;
import dev.waypost.proto.health.v1.FailoverServiceGrpc.FailoverServiceImplBase;
import dev.waypost.proto.health.v1.ListFailoversRequest;
import dev.waypost.proto.health.v1.ListFailoversResponse;
import dev.waypost.proto.health.v1.RejectFailoverRequest;
import dev.waypost.proto.health.v1.RejectFailoverResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/// The gRPC face of moves.
@Singleton
public class FailoverApi extends FailoverServiceImplBase {
    private static final int DEFAULT_PAGE = 50;

    private final FailoverStore store;
    private final CheckedStore answered;
    private final Brake brake;

    FailoverApi(FailoverStore store, CheckedStore answered, Brake brake) {
        this.store = store;
        this.answered = answered;
        this.brake = brake;
    }

    @Override
    public void listFailovers(ListFailoversRequest request, StreamObserver<ListFailoversResponse> observer) {
        Set<String> tenants =
                request.getTenantId().isEmpty() ? Caller.current().tenants() : Set.of(request.getTenantId());
        String state = FailoverWire.stored(request.getState());
        String list = new TreeSet<>(tenants) + state;
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();

        List<Failover> found = store.list(tenants, state, PlaceToken.read(request.getPageToken(), list), size + 1);
        List<Failover> page = found.subList(0, Math.min(size, found.size()));
        Replies.reply(
                observer,
                ListFailoversResponse.newBuilder()
                        .addAllFailovers(page.stream().map(FailoverWire::of).toList())
                        .setNextPageToken(
                                found.size() > size
                                        ? PlaceToken.after(page.getLast().seq(), list)
                                        : "")
                        .setBrake(FailoverWire.of(brake.read()))
                        .build());
    }

    @Override
    public void approveFailover(ApproveFailoverRequest request, StreamObserver<ApproveFailoverResponse> observer) {
        Replies.reply(
                observer,
                once(
                        request.getTenantId(),
                        request.getRequestId(),
                        ApproveFailoverResponse.parser(),
                        who -> ApproveFailoverResponse.newBuilder()
                                .setFailover(FailoverWire.of(
                                        answer(request.getTenantId(), request.getFailoverId(), true, who)))
                                .build()));
    }

    @Override
    public void rejectFailover(RejectFailoverRequest request, StreamObserver<RejectFailoverResponse> observer) {
        Replies.reply(
                observer,
                once(
                        request.getTenantId(),
                        request.getRequestId(),
                        RejectFailoverResponse.parser(),
                        who -> RejectFailoverResponse.newBuilder()
                                .setFailover(FailoverWire.of(
                                        answer(request.getTenantId(), request.getFailoverId(), false, who)))
                                .build()));
    }

    private Failover answer(String tenantId, String failoverId, boolean approves, String who) {
        Optional<Failover> changed = store.answer(tenantId, failoverId, approves, who);
        if (changed.isPresent()) {
            return changed.get();
        }
        Failover there = store.find(tenantId, failoverId)
                .orElseThrow(() -> Fault.of(Reason.FAILOVER_NOT_FOUND)
                        .with("tenant_id", tenantId)
                        .with("failover_id", failoverId));
        boolean before = approves
                ? there.isApproved()
                        || (there.state() == State.DONE && !there.decidedBy().isEmpty())
                : there.state() == State.REJECTED;
        if (before && there.decidedBy().equals(who)) {
            // The same person said the same: the answer got lost.
            return there;
        }
        throw Fault.of(Reason.FAILOVER_CLOSED)
                .with("tenant_id", tenantId)
                .with("failover_id", failoverId)
                .with("state", there.state());
    }

    private <T extends Message> T once(String tenantId, String requestId, Parser<T> parser, Function<String, T> work) {
        String key = "failover|" + requestId;
        Optional<byte[]> before = answered.find(tenantId, key);
        if (before.isPresent()) {
            try {
                return parser.parseFrom(before.get());
            } catch (InvalidProtocolBufferException e) {
                throw Fault.of(Reason.REQUEST_ID_REUSED).because(e);
            }
        }
        T answer = work.apply(Caller.current().id());
        answered.remember(tenantId, key, answer.toByteArray());
        return answer;
    }
}
