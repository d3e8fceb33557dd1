package dev.waypost.send.message;

import dev.waypost.lanes.WorkItem.Urgency;

/// How urgent a message is, as the contract numbers it and as lanes know it.
public final class MessagePriority {
    private static final int LOW = 1;
    private static final int HIGH = 3;

    private MessagePriority() {}

    /// What this version does not know is as urgent as the usual.
    public static Urgency urgency(int priority) {
        return switch (priority) {
            case LOW -> Urgency.LOW;
            case HIGH -> Urgency.HIGH;
            default -> Urgency.NORMAL;
        };
    }
}
