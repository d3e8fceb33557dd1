package dev.waypost.config;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.purge.v1.PurgeServiceGrpc;
import dev.waypost.proto.purge.v1.PurgeTenantRequest;
import dev.waypost.proto.purge.v1.PurgeTenantResponse;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Another service on a real socket that holds rows of tenants, and erases some of them per call.
final class PurgePeer extends PurgeServiceGrpc.PurgeServiceImplBase implements AutoCloseable {
    final Map<String, Integer> rows = new ConcurrentHashMap<>();
    volatile boolean refuses;
    private final Server server;

    PurgePeer() {
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
    public void purgeTenant(PurgeTenantRequest request, StreamObserver<PurgeTenantResponse> observer) {
        if (refuses) {
            observer.onError(FaultStatus.toStatus(Fault.of(Reason.IN_USE), ""));
            return;
        }
        int held = rows.getOrDefault(request.getTenantId(), 0);
        int erased = Math.min(held, 10);
        rows.put(request.getTenantId(), held - erased);
        observer.onNext(PurgeTenantResponse.newBuilder()
                .setErasedRows(erased)
                .setDone(held == erased)
                .build());
        observer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
