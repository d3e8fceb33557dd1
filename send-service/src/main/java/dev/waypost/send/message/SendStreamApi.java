package dev.waypost.send.message;

import com.google.protobuf.Duration;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.proto.send.v1.SendRefusal;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.SendStreamRequest;
import dev.waypost.proto.send.v1.SendStreamResponse;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One stream of messages: begun in the order in which they come, answered in that order when durable.
///
/// A message is asked for when an answer was taken: what is begun and not answered never exceeds the bound, and a
/// caller that does not read its answers is not read from either. What was begun stays accepted, however the
/// stream ends.
final class SendStreamApi implements StreamObserver<SendStreamRequest> {
    /// @param accepting null marks the end
    private record Begun(String requestId, Messages.@Nullable Accepting accepting) {}

    private final Messages messages;
    private final ServerCallStreamObserver<SendStreamResponse> call;
    private final @Nullable String traceparent = Traces.currentTraceparent();
    private final LinkedBlockingQueue<Begun> begun = new LinkedBlockingQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile boolean gone;

    SendStreamApi(Messages messages, StreamObserver<SendStreamResponse> observer, int inFlight) {
        this.messages = messages;
        this.call = (ServerCallStreamObserver<SendStreamResponse>) observer;
        call.disableAutoRequest();
        call.setOnReadyHandler(this::signal);
        call.setOnCancelHandler(this::leave);
        call.request(inFlight);
        Thread.ofVirtual().name("send-stream").start(this::answer);
    }

    @Override
    public void onNext(SendStreamRequest request) {
        SendRequest send = request.getSend();
        begun.add(new Begun(send.getRequestId(), begin(send)));
    }

    private Messages.Accepting begin(SendRequest send) {
        try {
            return messages.begin(DraftApi.draft(send, traceparent));
        } catch (Fault refused) {
            return () -> {
                throw refused;
            };
        }
    }

    @Override
    public void onError(Throwable failure) {
        leave();
    }

    @Override
    public void onCompleted() {
        begun.add(new Begun("", null));
    }

    private void leave() {
        gone = true;
        onCompleted();
        signal();
    }

    private void signal() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void answer() {
        try {
            for (Begun next = begun.take(); next.accepting != null; next = begun.take()) {
                SendStreamResponse response = settled(next.requestId, next.accepting);
                if (taken(response)) {
                    call.request(1);
                }
            }
            if (!gone) {
                call.onCompleted();
            }
        } catch (InterruptedException | RuntimeException broken) {
            if (!gone) {
                call.onError(Status.INTERNAL.withCause(broken).asRuntimeException());
            }
        }
    }

    /// Accepted messages go to the lanes also when nobody hears the answer any more.
    private static SendStreamResponse settled(String requestId, Messages.Accepting accepting) {
        var response = SendStreamResponse.newBuilder().setRequestId(requestId);
        try {
            return response.setMessageId(accepting.await().message().messageId())
                    .build();
        } catch (Fault refused) {
            return response.setRefusal(refusal(refused)).build();
        }
    }

    private static SendRefusal refusal(Fault refused) {
        var refusal = SendRefusal.newBuilder()
                .setReason(refused.reason().name())
                .setDetail(refused.hasViolations() ? refused.text() + " " + refused.violations() : refused.text());
        refused.retryAfter()
                .ifPresent(wait -> refusal.setRetryAfter(
                        Duration.newBuilder().setSeconds(wait.toSeconds()).setNanos(wait.toNanosPart())));
        return refusal.build();
    }

    /// False when nobody is there to take it.
    private boolean taken(SendStreamResponse response) throws InterruptedException {
        lock.lock();
        try {
            while (!gone && !call.isReady()) {
                changed.await();
            }
        } finally {
            lock.unlock();
        }
        if (!gone) {
            call.onNext(response);
        }
        return !gone;
    }
}
