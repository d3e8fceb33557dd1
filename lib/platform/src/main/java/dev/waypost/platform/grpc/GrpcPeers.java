package dev.waypost.platform.grpc;

import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.ServiceIdentity;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.netty.NettyChannelBuilder;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.grpc.v1_6.GrpcTelemetry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Channels to the other services: with our identity, a deadline, the retry table, a trace and all their addresses.
@Singleton
public final class GrpcPeers {
    private final PeerSettings settings;
    private final ServiceIdentity identity;
    private final GrpcTelemetry telemetry;
    private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();
    private final Map<InetSocketAddress, ManagedChannel> processes = new ConcurrentHashMap<>();
    private final Reconnects reconnects = new Reconnects();

    GrpcPeers(PeerSettings settings, ServiceIdentity identity, OpenTelemetry openTelemetry) {
        this.settings = settings;
        this.identity = identity;
        this.telemetry = GrpcTelemetry.create(openTelemetry);
    }

    /// Calls as this service.
    public Channel channel(String service) {
        return channel(service, null);
    }

    /// Calls for somebody: the other side checks the caller's role and tenants, not ours.
    public Channel channel(String service, @Nullable Caller caller) {
        ManagedChannel channel = channels.computeIfAbsent(service, this::open);
        reconnects.hurry(channel);
        return ClientInterceptors.intercept(
                channel, new Identified(identity, caller), telemetry.createClientInterceptor());
    }

    /// Each process of a service by itself, by its address: for whoever asks after all of them.
    public Map<String, Channel> each(String service) {
        Map<String, Channel> found = new TreeMap<>();
        for (InetSocketAddress address :
                new AddressList("waypost.peers." + service, settings.addressesOf(service)).all()) {
            String name = address.getHostString() + ":" + address.getPort();
            ManagedChannel channel = processes.computeIfAbsent(address, GrpcPeers::openAt);
            reconnects.hurry(channel);
            found.put(
                    name,
                    ClientInterceptors.intercept(
                            channel, new Identified(identity, null), telemetry.createClientInterceptor()));
        }
        return found;
    }

    private static ManagedChannel openAt(InetSocketAddress address) {
        return NettyChannelBuilder.forAddress(address)
                .usePlaintext()
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .idleTimeout(5, TimeUnit.MINUTES)
                .build();
    }

    private ManagedChannel open(String service) {
        return NettyChannelBuilder.forTarget("waypost:///" + service)
                .nameResolverFactory(resolver(service))
                .usePlaintext()
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .defaultServiceConfig(retryTable())
                .enableRetry()
                .keepAliveTime(60, TimeUnit.SECONDS)
                .keepAliveTimeout(10, TimeUnit.SECONDS)
                .maxInboundMessageSize(16 << 20)
                .build();
    }

    @SuppressWarnings("deprecation") // The registry is process-wide; several services share a process in all-in-one.
    private io.grpc.NameResolver.Factory resolver(String service) {
        return new AddressList("waypost.peers." + service, settings.addressesOf(service));
    }

    /// Only UNAVAILABLE is retried by itself: every mutation carries a request id, so a repeat changes nothing.
    private static Map<String, Object> retryTable() {
        return Map.of(
                "loadBalancingConfig",
                List.of(Map.of("round_robin", Map.of())),
                "methodConfig",
                List.of(Map.of(
                        "name",
                        List.of(Map.of()),
                        "retryPolicy",
                        Map.of(
                                "maxAttempts",
                                4.0,
                                "initialBackoff",
                                "0.05s",
                                "maxBackoff",
                                "1s",
                                "backoffMultiplier",
                                3.0,
                                "retryableStatusCodes",
                                List.of("UNAVAILABLE")))));
    }

    @PreDestroy
    void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
        processes.values().forEach(ManagedChannel::shutdownNow);
    }

    private record Identified(
            ServiceIdentity identity, @Nullable Caller caller) implements ClientInterceptor {
        @Override
        public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
            boolean unbounded = options.getDeadline() == null
                    && method.getType().clientSendsOneMessage()
                    && method.getType().serverSendsOneMessage();
            CallOptions bounded = unbounded ? options.withDeadlineAfter(MethodOptions.patience(method)) : options;
            return new SimpleForwardingClientCall<>(next.newCall(method, bounded)) {
                @Override
                public void start(Listener<A> listener, Metadata headers) {
                    headers.put(AccessInterceptor.AUTHORIZATION, "Bearer " + identity.token());
                    if (caller != null) {
                        headers.put(AccessInterceptor.ON_BEHALF_OF, AccessInterceptor.write(caller));
                    }
                    super.start(listener, headers);
                }
            };
        }
    }
}
