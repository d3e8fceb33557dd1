package dev.waypost.bench;

import dev.waypost.proto.config.v1.GetSnapshotRequest;
import dev.waypost.proto.config.v1.GetSnapshotResponse;
import dev.waypost.proto.config.v1.LookupName;
import dev.waypost.proto.config.v1.NameKind;
import dev.waypost.proto.config.v1.ResolveNamesRequest;
import dev.waypost.proto.config.v1.ResolveNamesResponse;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc.SnapshotServiceStub;
import io.grpc.Context;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/// Look-ups over gRPC from a process of its own, so that the server's CPU is the server's: 4 connections with 16 calls
/// under way on each.
final class LookupLoad {
    private static final int CONNECTIONS = 4;
    private static final int CALLS = 16;
    private static final int KEPT = 1_000_000;

    private final long end;
    private final int tenants;
    private final boolean byNumber;
    private final LongAdder done = new LongAdder();
    private final AtomicInteger sampled = new AtomicInteger();
    private final long[] samples = new long[KEPT];
    private final CountDownLatch ended = new CountDownLatch(CONNECTIONS * CALLS);

    private LookupLoad(long end, int tenants, boolean byNumber) {
        this.end = end;
        this.tenants = tenants;
        this.byNumber = byNumber;
    }

    /// Prints calls, nanoseconds, p50 and p99 on one line.
    public static void main(String[] arguments) throws Exception {
        int port = Integer.parseInt(arguments[0]);
        var headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + arguments[1]);
        long start = System.nanoTime();
        var load = new LookupLoad(
                start + Long.parseLong(arguments[4]) * 1_000_000L,
                Integer.parseInt(arguments[2]),
                arguments[3].equals("number"));
        for (int c = 0; c < CONNECTIONS; c++) {
            var channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                    .usePlaintext()
                    .directExecutor()
                    .intercept(MetadataUtils.newAttachHeadersInterceptor(headers))
                    .build();
            var stub = SnapshotServiceGrpc.newStub(channel);
            for (int i = 0; i < CALLS; i++) {
                load.next(stub);
            }
        }
        load.ended.await();
        long took = System.nanoTime() - start;
        long[] kept = Arrays.copyOf(load.samples, Math.min(KEPT, load.sampled.get()));
        Arrays.sort(kept);
        System.out.printf(
                "%d %d %d %d%n",
                load.done.sum(),
                took,
                kept[kept.length / 2],
                kept[(int) Math.min(kept.length - 1, kept.length * 0.99)]);
        System.exit(0);
    }

    private void next(SnapshotServiceStub stub) {
        long start = System.nanoTime();
        if (start >= end) {
            ended.countDown();
            return;
        }
        int any = ThreadLocalRandom.current().nextInt(tenants);
        if (byNumber) {
            stub.resolveNames(
                    ResolveNamesRequest.newBuilder()
                            .addNames(LookupName.newBuilder()
                                    .setKind(NameKind.NAME_KIND_PHONE_NUMBER)
                                    .setFirst("n" + any))
                            .build(),
                    new Turn<ResolveNamesResponse>(stub, start));
        } else {
            stub.getSnapshot(
                    GetSnapshotRequest.newBuilder().setTenantId("bench-" + any).build(),
                    new Turn<GetSnapshotResponse>(stub, start));
        }
    }

    private final class Turn<T> implements StreamObserver<T> {
        private final SnapshotServiceStub stub;
        private final long start;

        Turn(SnapshotServiceStub stub, long start) {
            this.stub = stub;
            this.start = start;
        }

        @Override
        public void onNext(T answer) {}

        @Override
        public void onError(Throwable failure) {
            failure.printStackTrace();
            System.exit(1);
        }

        @Override
        public void onCompleted() {
            done.increment();
            int at = sampled.getAndIncrement();
            if (at < KEPT) {
                samples[at] = System.nanoTime() - start;
            }
            // In the answered call's context the chain of contexts would grow by one with each call.
            Context.ROOT.run(() -> next(stub));
        }
    }
}
