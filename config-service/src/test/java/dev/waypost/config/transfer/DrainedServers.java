package dev.waypost.config.transfer;

import dev.waypost.proto.health.v1.GetServerDrainRequest;
import dev.waypost.proto.health.v1.GetServerDrainResponse;
import dev.waypost.proto.health.v1.ServerServiceGrpc.ServerServiceImplBase;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// Stands in for health-service on a real socket: says which hosts and ports are being drained.
final class DrainedServers extends ServerServiceImplBase implements AutoCloseable {
    final Set<String> drained = ConcurrentHashMap.newKeySet();
    final AtomicInteger asked = new AtomicInteger();
    private final Server server;

    DrainedServers() {
        try {
            server = NettyServerBuilder.forPort(0).addService(this).build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    @Override
    public void getServerDrain(GetServerDrainRequest request, StreamObserver<GetServerDrainResponse> observer) {
        asked.incrementAndGet();
        String named = URI.create(request.getServer()).getAuthority();
        var answer = GetServerDrainResponse.newBuilder().setServer(named);
        if (drained.contains(named)) {
            answer.setDrainCause("a new machine").getDrainSinceBuilder().setSeconds(1);
        }
        observer.onNext(answer.build());
        observer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
