package dev.waypost.send.message;

/// What a provider says of a message.
public enum Status {
    OTHER,
    ACCEPTED,
    SENT,
    DELIVERED,
    READ,
    PLAYED,
    FAILED,
    DELETED,
    HELD_FOR_QUALITY
}
