package dev.waypost.send.message;

import java.util.Optional;

/// Decides how a message's state follows from what is learned of it, in whatever order it is learned.
public final class StatePolicy {
    private StatePolicy() {}

    /// The state after a status; the same state when the status is late, repeated or says nothing about progress.
    public static MessageState after(MessageState current, Status status) {
        return meaning(status).map(next -> higher(current, next)).orElse(current);
    }

    /// The higher of what is known and what was just learned.
    public static MessageState higher(MessageState current, MessageState learned) {
        return learned.rank() > current.rank() ? learned : current;
    }

    private static Optional<MessageState> meaning(Status status) {
        return switch (status) {
            case ACCEPTED, SENT, HELD_FOR_QUALITY -> Optional.of(MessageState.SENT);
            case DELIVERED -> Optional.of(MessageState.DELIVERED);
            case READ -> Optional.of(MessageState.READ);
            case PLAYED -> Optional.of(MessageState.PLAYED);
            case FAILED -> Optional.of(MessageState.FAILED);
            case DELETED, OTHER -> Optional.empty();
        };
    }
}
