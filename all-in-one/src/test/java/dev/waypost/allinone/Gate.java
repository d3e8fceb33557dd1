package dev.waypost.allinone;

import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.HandlerRegistry;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerMethodDefinition;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Stands in front of a service, and can keep calls of one method on their way for as long as it likes: they arrive
/// even when nobody waits for the answer any more.
final class Gate implements AutoCloseable {
    private static final MethodDescriptor.Marshaller<byte[]> BYTES = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private final String method;
    private final ManagedChannel behind;
    private final Server server;
    private final Map<String, ServerMethodDefinition<?, ?>> methods = new ConcurrentHashMap<>();
    private final List<Call> held = new ArrayList<>();
    private final AtomicInteger arrived = new AtomicInteger();
    private boolean holds;

    private record Call(String name, Metadata headers, byte[] request, StreamObserver<byte[]> answer) {}

    /// @param method the full name of the one that it can hold
    Gate(String address, String method) {
        this.method = method;
        behind = ManagedChannelBuilder.forTarget(address).usePlaintext().build();
        try {
            server = NettyServerBuilder.forPort(0)
                    .fallbackHandlerRegistry(new HandlerRegistry() {
                        @Override
                        public ServerMethodDefinition<?, ?> lookupMethod(String name, @Nullable String authority) {
                            return methods.computeIfAbsent(name, Gate.this::passing);
                        }
                    })
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    synchronized void holds() {
        holds = true;
    }

    synchronized List<byte[]> held() {
        return held.stream().map(Call::request).toList();
    }

    /// Lets everything through that it holds, and from now on everything at once.
    ///
    /// @return how many it held
    synchronized int letsGo() {
        holds = false;
        int calls = held.size();
        held.forEach(this::pass);
        held.clear();
        return calls;
    }

    /// Calls of the method that were answered by whoever is behind.
    int arrived() {
        return arrived.get();
    }

    private ServerMethodDefinition<byte[], byte[]> passing(String name) {
        return ServerMethodDefinition.create(
                described(name),
                (call, headers) -> ServerCalls.<byte[], byte[]>asyncServerStreamingCall((request, answer) -> {
                            // Else an answer that nobody waits for any more would be an error.
                            ((ServerCallStreamObserver<byte[]>) answer).setOnCancelHandler(() -> {});
                            arrives(new Call(name, headers, request, answer));
                        })
                        .startCall(call, headers));
    }

    private synchronized void arrives(Call call) {
        if (holds && call.name().equals(method)) {
            held.add(call);
        } else {
            pass(call);
        }
    }

    private void pass(Call call) {
        var headers = new Metadata();
        headers.merge(call.headers());
        // Not within the caller's deadline, which may be over.
        Context.ROOT.run(() -> ClientCalls.asyncServerStreamingCall(
                ClientInterceptors.intercept(behind, MetadataUtils.newAttachHeadersInterceptor(headers))
                        .newCall(described(call.name()), CallOptions.DEFAULT),
                call.request(),
                counted(call)));
    }

    private StreamObserver<byte[]> counted(Call call) {
        return new StreamObserver<>() {
            @Override
            public void onNext(byte[] value) {
                call.answer().onNext(value);
            }

            @Override
            public void onError(Throwable problem) {
                count();
                call.answer().onError(problem);
            }

            @Override
            public void onCompleted() {
                count();
                call.answer().onCompleted();
            }

            private void count() {
                if (call.name().equals(method)) {
                    arrived.incrementAndGet();
                }
            }
        };
    }

    /// One answer is a stream of one.
    private static MethodDescriptor<byte[], byte[]> described(String name) {
        return MethodDescriptor.<byte[], byte[]>newBuilder(BYTES, BYTES)
                .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                .setFullMethodName(name)
                .build();
    }

    @Override
    public void close() {
        server.shutdownNow();
        behind.shutdownNow();
    }
}
