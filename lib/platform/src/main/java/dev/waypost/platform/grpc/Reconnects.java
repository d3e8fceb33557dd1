package dev.waypost.platform.grpc;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Tries a connection that failed again when somebody wants it, at most once a second. By itself gRPC waits longer from
/// try to try, up to two minutes: for so long a service that was away would seem to be away still.
final class Reconnects {
    private static final long PAUSE = Duration.ofSeconds(1).toNanos();

    private final Map<ManagedChannel, Long> triedAt = new ConcurrentHashMap<>();

    void hurry(ManagedChannel channel) {
        if (channel.getState(false) != ConnectivityState.TRANSIENT_FAILURE) {
            return;
        }
        long now = System.nanoTime();
        Long last = triedAt.get(channel);
        if ((last == null || now - last >= PAUSE) && claimed(channel, last, now)) {
            channel.resetConnectBackoff();
        }
    }

    /// One of those who come at once.
    private boolean claimed(ManagedChannel channel, @Nullable Long last, long now) {
        return last == null ? triedAt.putIfAbsent(channel, now) == null : triedAt.replace(channel, last, now);
    }
}
