package dev.waypost.send.message;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Waits, for callers who ask for it, until a message has come as far as they want.
@Singleton
class Settling {
    private static final Duration FIRST_LOOK = Duration.ofMillis(20);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final MessageStore store;

    Settling(MessageStore store) {
        this.store = store;
    }

    /// The message when it satisfies, or as it stands when the time is up: being slow is not a failure of the send.
    StoredMessage await(StoredMessage message, Predicate<MessageState> satisfied, Duration most) {
        long end = System.nanoTime() + most.toNanos();
        Duration pause = FIRST_LOOK;
        StoredMessage seen = message;
        while (!satisfied.test(seen.state()) && end - System.nanoTime() > pause.toNanos()) {
            LockSupport.parkNanos(pause.toNanos());
            seen = store.find(message.messageId()).orElse(seen);
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }
        return seen;
    }

    /// A provider has it, or never will.
    static boolean isAccepted(MessageState state) {
        return !state.isPending();
    }

    /// The recipient has it, or never will.
    static boolean isDelivered(MessageState state) {
        return switch (state) {
            case QUEUED, DISPATCHING, SENT, UNKNOWN -> false;
            case DELIVERED, READ, PLAYED, FAILED, HELD, EXPIRED, CANCELLED -> true;
        };
    }
}
