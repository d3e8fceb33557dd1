package dev.waypost.client;

import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.SendResponse;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/// A message service on a real port that records what reaches it and fails as told.
final class FakeMessages extends MessageServiceGrpc.MessageServiceImplBase implements AutoCloseable {

    private static final Context.Key<Metadata> HEADERS = Context.key("headers");

    /// What reached the service.
    record Call(SendRequest request, Metadata headers, long millisLeft) {
        String header(String name) {
            Iterable<String> values = headers.getAll(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
            return values == null ? "" : String.join(" + ", values);
        }
    }

    private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final Server server;

    FakeMessages() throws IOException {
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                .addService(this)
                .intercept(new Recorder())
                .build()
                .start();
    }

    String target() {
        return "127.0.0.1:" + server.getPort();
    }

    List<Call> calls() {
        return calls;
    }

    void failNext(RuntimeException failure) {
        failures.add(failure);
    }

    @Override
    public void send(SendRequest request, StreamObserver<SendResponse> observer) {
        long left = Context.current().getDeadline() == null
                ? Long.MAX_VALUE
                : Context.current().getDeadline().timeRemaining(TimeUnit.MILLISECONDS);
        calls.add(new Call(request, HEADERS.get(), left));
        RuntimeException failure = failures.poll();
        if (failure != null) {
            observer.onError(failure);
            return;
        }
        observer.onNext(SendResponse.newBuilder()
                .setMessage(Message.newBuilder().setMessageId("msg_1").setRequestId(request.getRequestId()))
                .build());
        observer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }

    private static final class Recorder implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            return Contexts.interceptCall(Context.current().withValue(HEADERS, headers), call, headers, next);
        }
    }
}
