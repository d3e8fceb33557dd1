package dev.waypost.health.endpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.waypost.health.page.PlaceToken;
import dev.waypost.health.probe.CheckedStore;
import dev.waypost.health.probe.Checks;
import dev.waypost.health.probe.EndpointHealth;
import dev.waypost.health.probe.HealthFilter;
import dev.waypost.health.probe.ProbeStore;
import dev.waypost.health.signal.SignalStore;
import dev.waypost.health.verdict.HealthStatus;
import dev.waypost.health.verdict.VerdictChangeStore;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.health.v1.CheckEndpointRequest;
import dev.waypost.proto.health.v1.CheckEndpointResponse;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc.EndpointHealthServiceImplBase;
import dev.waypost.proto.health.v1.GetEndpointHealthCountsRequest;
import dev.waypost.proto.health.v1.GetEndpointHealthCountsResponse;
import dev.waypost.proto.health.v1.GetEndpointHealthRequest;
import dev.waypost.proto.health.v1.GetEndpointHealthResponse;
import dev.waypost.proto.health.v1.ListEndpointHealthRequest;
import dev.waypost.proto.health.v1.ListEndpointHealthResponse;
import dev.waypost.proto.health.v1.ListVerdictChangesRequest;
import dev.waypost.proto.health.v1.ListVerdictChangesResponse;
import dev.waypost.proto.health.v1.WatchEndpointHealthRequest;
import dev.waypost.proto.health.v1.WatchEndpointHealthResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The gRPC face of endpoint health.
@Singleton
public class EndpointHealthApi extends EndpointHealthServiceImplBase {
    private static final int DEFAULT_PAGE = 50;

    private final Checks checks;
    private final ProbeStore store;
    private final CheckedStore checked;
    private final VerdictChangeStore changes;
    private final WatchApi watch;
    private final SignalStore signals;

    EndpointHealthApi(
            Checks checks,
            ProbeStore store,
            CheckedStore checked,
            VerdictChangeStore changes,
            WatchApi watch,
            SignalStore signals) {
        this.checks = checks;
        this.store = store;
        this.checked = checked;
        this.changes = changes;
        this.watch = watch;
        this.signals = signals;
    }

    @Override
    public void getEndpointHealth(
            GetEndpointHealthRequest request, StreamObserver<GetEndpointHealthResponse> observer) {
        EndpointHealth health = checks.get(request.getTenantId(), request.getEndpointId());
        Replies.reply(
                observer,
                GetEndpointHealthResponse.newBuilder()
                        .setEndpointHealth(signals.last(health.tenantId(), health.endpointId())
                                .map(last -> HealthWire.of(health, last))
                                .orElseGet(() -> HealthWire.of(health)))
                        .build());
    }

    @Override
    public void listEndpointHealth(
            ListEndpointHealthRequest request, StreamObserver<ListEndpointHealthResponse> observer) {
        HealthFilter filter = new HealthFilter(
                tenants(request.getTenantId()), HealthWire.stored(request.getStatus()), request.getServer());
        PageToken from = PageToken.read(request.getPageToken(), filter);
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();

        List<EndpointHealth> found = store.list(filter, from.tenantId(), from.endpointId(), size + 1);
        List<EndpointHealth> page = found.subList(0, Math.min(size, found.size()));
        Replies.reply(
                observer,
                ListEndpointHealthResponse.newBuilder()
                        .addAllEndpointHealth(page.stream().map(HealthWire::of).toList())
                        .setNextPageToken(found.size() > size ? PageToken.after(page.getLast(), filter) : "")
                        .build());
    }

    @Override
    public void getEndpointHealthCounts(
            GetEndpointHealthCountsRequest request, StreamObserver<GetEndpointHealthCountsResponse> observer) {
        Map<HealthStatus, Long> counts = store.counts(tenants(request.getTenantId()));
        Replies.reply(
                observer,
                GetEndpointHealthCountsResponse.newBuilder()
                        .setHealthy(counts.getOrDefault(HealthStatus.HEALTHY, 0L))
                        .setDegraded(counts.getOrDefault(HealthStatus.DEGRADED, 0L))
                        .setUnhealthy(counts.getOrDefault(HealthStatus.UNHEALTHY, 0L))
                        .setUnknown(counts.getOrDefault(HealthStatus.UNKNOWN, 0L))
                        .build());
    }

    @Override
    public void checkEndpoint(CheckEndpointRequest request, StreamObserver<CheckEndpointResponse> observer) {
        Optional<byte[]> before = checked.find(request.getTenantId(), request.getRequestId());
        if (before.isPresent()) {
            Replies.reply(observer, read(before.get()));
            return;
        }
        CheckEndpointResponse answer = CheckEndpointResponse.newBuilder()
                .setEndpointHealth(HealthWire.of(checks.checkNow(request.getTenantId(), request.getEndpointId())))
                .build();
        checked.remember(request.getTenantId(), request.getRequestId(), answer.toByteArray());
        Replies.reply(observer, answer);
    }

    @Override
    public void watchEndpointHealth(
            WatchEndpointHealthRequest request, StreamObserver<WatchEndpointHealthResponse> observer) {
        watch.watch(tenants(request.getTenantId()), observer);
    }

    @Override
    public void listVerdictChanges(
            ListVerdictChangesRequest request, StreamObserver<ListVerdictChangesResponse> observer) {
        String tenantId = request.getTenantId();
        String list = tenantId + '|' + request.getEndpointId();
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();

        List<VerdictChangeStore.Placed> found = changes.latest(
                tenantId, request.getEndpointId(), PlaceToken.read(request.getPageToken(), list), size + 1);
        List<VerdictChangeStore.Placed> page = found.subList(0, Math.min(size, found.size()));
        Replies.reply(
                observer,
                ListVerdictChangesResponse.newBuilder()
                        .addAllChanges(page.stream()
                                .map(placed -> HealthWire.of(placed.change()))
                                .toList())
                        .setNextPageToken(
                                found.size() > size
                                        ? PlaceToken.after(page.getLast().at().seq(), list)
                                        : "")
                        .build());
    }

    /// A key that is bound to tenants lists these, whether it names one or none.
    private static Set<String> tenants(String named) {
        return named.isEmpty() ? Caller.current().tenants() : Set.of(named);
    }

    private static CheckEndpointResponse read(byte[] answer) {
        try {
            return CheckEndpointResponse.parseFrom(answer);
        } catch (InvalidProtocolBufferException e) {
            throw Fault.of(Reason.INTERNAL).because(e);
        }
    }
}
