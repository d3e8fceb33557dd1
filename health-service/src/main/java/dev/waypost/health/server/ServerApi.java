package dev.waypost.health.server;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.platform.http.Servers;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.proto.health.v1.DrainServerRequest;
import dev.waypost.proto.health.v1.DrainServerResponse;
import dev.waypost.proto.health.v1.GetRebalanceAdviceRequest;
import dev.waypost.proto.health.v1.GetRebalanceAdviceResponse;
import dev.waypost.proto.health.v1.GetServerDrainRequest;
import dev.waypost.proto.health.v1.GetServerDrainResponse;
import dev.waypost.proto.health.v1.GetServerRequest;
import dev.waypost.proto.health.v1.GetServerResponse;
import dev.waypost.proto.health.v1.ListServersRequest;
import dev.waypost.proto.health.v1.ListServersResponse;
import dev.waypost.proto.health.v1.RebalanceAdvice;
import dev.waypost.proto.health.v1.RebalanceReason;
import dev.waypost.proto.health.v1.RestoreServerRequest;
import dev.waypost.proto.health.v1.RestoreServerResponse;
import dev.waypost.proto.health.v1.Server;
import dev.waypost.proto.health.v1.ServerServiceGrpc.ServerServiceImplBase;
import dev.waypost.proto.health.v1.SetServerCapacityRequest;
import dev.waypost.proto.health.v1.SetServerCapacityResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// The gRPC face of servers. Every change is the same when it is made once more.
@Singleton
public class ServerApi extends ServerServiceImplBase {
    private static final int DEFAULT_PAGE = 50;
    private static final int MOST = 10_000;

    private final ServerStore store;
    private final CallsToServers calls;

    ServerApi(ServerStore store, CallsToServers calls) {
        this.store = store;
        this.calls = calls;
    }

    @Override
    public void listServers(ListServersRequest request, StreamObserver<ListServersResponse> observer) {
        if (!request.getServer().isEmpty()) {
            Replies.reply(
                    observer,
                    ListServersResponse.newBuilder()
                            .addServers(wire(store.find(request.getServer())))
                            .build());
            return;
        }
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        List<ServerLoad> found = store.list(after(request.getPageToken()), size + 1);
        List<ServerLoad> page = found.subList(0, Math.min(size, found.size()));
        CallsToServers.Now now = calls.now();
        Replies.reply(
                observer,
                ListServersResponse.newBuilder()
                        .addAllServers(
                                page.stream().map(load -> wire(load, now)).toList())
                        .setNextPageToken(
                                found.size() > size ? token(page.getLast().server()) : "")
                        .build());
    }

    @Override
    public void getServer(GetServerRequest request, StreamObserver<GetServerResponse> observer) {
        Replies.reply(
                observer,
                GetServerResponse.newBuilder()
                        .setServer(wire(store.find(named(request.getServer()))))
                        .build());
    }

    @Override
    public void getServerDrain(GetServerDrainRequest request, StreamObserver<GetServerDrainResponse> observer) {
        String server = named(request.getServer());
        var answer = GetServerDrainResponse.newBuilder().setServer(server);
        store.drain(server)
                .ifPresent(drain -> answer.setDrainSince(time(drain.since())).setDrainCause(drain.cause()));
        Replies.reply(observer, answer.build());
    }

    private static String named(String asked) {
        return asked.contains("://") ? Servers.of(asked) : asked;
    }

    @Override
    public void setServerCapacity(
            SetServerCapacityRequest request, StreamObserver<SetServerCapacityResponse> observer) {
        Replies.reply(
                observer,
                SetServerCapacityResponse.newBuilder()
                        .setServer(wire(store.capacity(request.getServer(), request.getCapacity())))
                        .build());
    }

    @Override
    public void drainServer(DrainServerRequest request, StreamObserver<DrainServerResponse> observer) {
        String who = Caller.current().id();
        int tenants = store.drain(request.getServer(), request.getCause(), who);
        WideEvent.of("server.drained")
                .with("server", request.getServer())
                .with("caller", who)
                .with("tenants", tenants)
                .emit();
        Replies.reply(
                observer,
                DrainServerResponse.newBuilder()
                        .setServer(wire(store.find(request.getServer())))
                        .setTenants(tenants)
                        .build());
    }

    @Override
    public void restoreServer(RestoreServerRequest request, StreamObserver<RestoreServerResponse> observer) {
        store.restore(request.getServer());
        WideEvent.of("server.restored")
                .with("server", request.getServer())
                .with("caller", Caller.current().id())
                .emit();
        Replies.reply(
                observer,
                RestoreServerResponse.newBuilder()
                        .setServer(wire(store.find(request.getServer())))
                        .build());
    }

    @Override
    public void getRebalanceAdvice(
            GetRebalanceAdviceRequest request, StreamObserver<GetRebalanceAdviceResponse> observer) {
        Replies.reply(
                observer,
                GetRebalanceAdviceResponse.newBuilder()
                        .addAllAdvice(AdvicePolicy.advise(store.list("", MOST)).stream()
                                .map(ServerApi::of)
                                .toList())
                        .build());
    }

    private static RebalanceAdvice of(Advice advice) {
        return RebalanceAdvice.newBuilder()
                .setFromServer(advice.from())
                .setToServer(advice.to())
                .setTenants(advice.tenants())
                .setReason(RebalanceReason.valueOf("REBALANCE_REASON_" + advice.reason()))
                .build();
    }

    private Server wire(ServerLoad load) {
        return wire(load, calls.now());
    }

    private static Server wire(ServerLoad load, CallsToServers.Now calls) {
        var wire = Server.newBuilder()
                .setServer(load.server())
                .addAllProviders(load.providers().stream().sorted().toList())
                .setTenants(load.tenants())
                .setEndpoints(load.endpoints())
                .setCarrying(load.carrying())
                .setHealthy(load.healthy())
                .setDegraded(load.degraded())
                .setUnhealthy(load.unhealthy())
                .setProbeMillis(load.probeMillis())
                .setSentPerSecond(load.sentPerSecond())
                .setErrorRate(load.errorRate())
                .setCapacity(load.capacity())
                .setDrainCause(load.drainCause());
        calls.to(load.server()).ifPresent(wire::setInFlight);
        if (load.drainSince() != null) {
            wire.setDrainSince(time(load.drainSince()));
        }
        return wire.build();
    }

    private static Timestamp time(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    private static String token(String server) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(server.getBytes(StandardCharsets.UTF_8));
    }

    private static String after(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID).because(e);
        }
    }
}
