package dev.waypost.health.endpoint;

import dev.waypost.health.probe.EndpointHealth;
import dev.waypost.health.probe.HealthFilter;
import dev.waypost.health.probe.ProbeStore;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.health.v1.WatchEndpointHealthResponse;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/// Streams of endpoints' health: all there is, and then each one whose status changes.
@Singleton
class WatchApi {
    private static final int PAGE = 200;
    private static final Duration IDLE = Duration.ofSeconds(10);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final ProbeStore store;
    private final VerdictNews news;

    WatchApi(ProbeStore store, VerdictNews news) {
        this.store = store;
        this.news = news;
    }

    /// Ends when the caller leaves or the process stops.
    ///
    /// @param tenants whose endpoints; empty for all
    void watch(Set<String> tenants, StreamObserver<WatchEndpointHealthResponse> observer) {
        var call = (ServerCallStreamObserver<WatchEndpointHealthResponse>) observer;
        try (var listener = news.listen(tenants)) {
            Context.current().addListener(_ -> listener.wake(), Runnable::run);
            all(tenants, call);
            while (awaitReady(call)) {
                for (VerdictNews.Changed changed : listener.await(IDLE)) {
                    if (awaitReady(call)) {
                        store.find(changed.tenantId(), changed.endpointId()).ifPresent(health -> tell(call, health));
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (news.isClosed() && !call.isCancelled()) {
            throw Fault.of(Reason.SHUTTING_DOWN);
        }
    }

    private void all(Set<String> tenants, ServerCallStreamObserver<WatchEndpointHealthResponse> call)
            throws InterruptedException {
        var filter = new HealthFilter(tenants, "", "");
        String tenant = "";
        String endpoint = "";
        List<EndpointHealth> page;
        do {
            page = store.list(filter, tenant, endpoint, PAGE);
            for (EndpointHealth health : page) {
                if (!awaitReady(call)) {
                    return;
                }
                tell(call, health);
                tenant = health.tenantId();
                endpoint = health.endpointId();
            }
        } while (page.size() == PAGE);
    }

    private static void tell(ServerCallStreamObserver<WatchEndpointHealthResponse> call, EndpointHealth health) {
        call.onNext(WatchEndpointHealthResponse.newBuilder()
                .setEndpointHealth(HealthWire.of(health))
                .build());
    }

    /// False when nobody listens any more. The caller's pace is asked for, not waited for: gRPC tells it on
    /// the thread that this call holds.
    private boolean awaitReady(ServerCallStreamObserver<WatchEndpointHealthResponse> call) throws InterruptedException {
        Duration pause = SHORTEST_PAUSE;
        while (!call.isCancelled() && !news.isClosed()) {
            if (call.isReady()) {
                return true;
            }
            Thread.sleep(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
        return false;
    }
}
