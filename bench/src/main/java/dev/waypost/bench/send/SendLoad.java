package dev.waypost.bench.send;

import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.OverLimit;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.SendStreamRequest;
import dev.waypost.proto.send.v1.SendStreamResponse;
import dev.waypost.proto.send.v1.Text;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Callers who send, each message to another user, as fast as they are answered or at a given rate.
final class SendLoad {
    private static final int STREAMS = 8;
    private static final int UNANSWERED = 256;
    private static final int CALLERS = 256;

    /// How messages are handed over.
    enum Way {
        STREAMS,
        CALLS
    }

    /// @param first number of the first tenant
    /// @param perSecond of all callers together; 0 for as fast as they are answered
    /// @param measured whether the sink is to remember them
    record Plan(Way way, int first, int tenants, int perSecond, boolean measured) {}

    private static final AtomicInteger SEQUENCE = new AtomicInteger();
    private static final String RUN = Long.toString(System.nanoTime(), 36);

    private final List<Channel> channels;
    private final Plan plan;
    private final AtomicLong accepted = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final ConcurrentLinkedQueue<Long> times = new ConcurrentLinkedQueue<>();

    SendLoad(List<Channel> channels, Plan plan) {
        this.channels = channels;
        this.plan = plan;
    }

    /// Returns when every message that was handed over in this time has its answer.
    void run(int seconds) throws InterruptedException {
        long begin = System.nanoTime();
        long end = begin + TimeUnit.SECONDS.toNanos(seconds);
        int threads = plan.way == Way.STREAMS ? STREAMS : CALLERS;
        var done = new CountDownLatch(threads);
        for (int i = 0; i < threads; i++) {
            Channel channel = channels.get(i % channels.size());
            var pace = new Pace(begin, i, threads);
            Thread.ofVirtual().start(() -> {
                try {
                    if (plan.way == Way.STREAMS) {
                        stream(channel, pace, end);
                    } else {
                        calls(channel, pace, end);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } finally {
                    done.countDown();
                }
            });
        }
        done.await();
    }

    /// When one caller's messages are due; times count from then, however late the caller is.
    private final class Pace {
        private final long each;
        private long next;

        Pace(long begin, int caller, int callers) {
            each = plan.perSecond == 0 ? 0 : TimeUnit.SECONDS.toNanos(callers) / plan.perSecond;
            next = begin + each * caller / callers;
        }

        long await() {
            if (each == 0) {
                return System.nanoTime();
            }
            long due = next;
            next += each;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            return due;
        }
    }

    private void stream(Channel channel, Pace pace, long end) throws InterruptedException {
        var room = new Semaphore(UNANSWERED);
        var ended = new CountDownLatch(1);
        Map<String, Long> begun = new ConcurrentHashMap<>();
        StreamObserver<SendStreamRequest> calls = MessageServiceGrpc.newStub(channel)
                .sendStream(new StreamObserver<>() {
                    @Override
                    public void onNext(SendStreamResponse response) {
                        Long from = begun.remove(response.getRequestId());
                        if (from != null) {
                            times.add(System.nanoTime() - from);
                        }
                        count(response.hasMessageId());
                        room.release();
                    }

                    @Override
                    public void onError(Throwable broken) {
                        System.err.println("a stream broke: " + broken);
                        ended.countDown();
                        room.release(UNANSWERED);
                    }

                    @Override
                    public void onCompleted() {
                        ended.countDown();
                    }
                });
        for (long due = pace.await(); due < end && ended.getCount() > 0; due = pace.await()) {
            room.acquire();
            SendRequest request = request(due);
            begun.put(request.getRequestId(), due);
            calls.onNext(SendStreamRequest.newBuilder().setSend(request).build());
        }
        calls.onCompleted();
        ended.await();
    }

    private void calls(Channel channel, Pace pace, long end) {
        var stub = MessageServiceGrpc.newBlockingStub(channel);
        for (long due = pace.await(); due < end; due = pace.await()) {
            try {
                stub.withDeadlineAfter(10, TimeUnit.SECONDS).send(request(due));
                times.add(System.nanoTime() - due);
                count(true);
            } catch (StatusRuntimeException refusal) {
                count(false);
            }
        }
    }

    private void count(boolean taken) {
        (taken ? accepted : refused).incrementAndGet();
    }

    private SendRequest request(long due) {
        int number = SEQUENCE.incrementAndGet();
        String text = plan.measured ? new Mark(due, number).text() : "beside";
        return SendRequest.newBuilder()
                .setTenantId("bench-" + (plan.first + number % plan.tenants))
                .setRequestId(RUN + "-" + number)
                .setTo("+4915" + (100_000_000 + number % 800_000_000))
                .setOverLimit(plan.measured ? OverLimit.OVER_LIMIT_UNSPECIFIED : OverLimit.OVER_LIMIT_QUEUE)
                .setContent(Content.newBuilder().setText(Text.newBuilder().setBody(text)))
                .build();
    }

    long accepted() {
        return accepted.get();
    }

    long refused() {
        return refused.get();
    }

    /// Milliseconds from the call to the answer.
    double percentile(double part) {
        List<Long> sorted = times.stream().sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get((int) Math.min(sorted.size() - 1, part * sorted.size())) / 1e6;
    }
}
