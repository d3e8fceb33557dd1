package dev.waypost.send.message;

/// What became of a message that was handed to the store.
public sealed interface Acceptance {
    /// It is a new row.
    record Stored(StoredMessage message, int lane, String conversation) implements Acceptance {}

    /// The request id has a row already; whether it is the same request is for the caller to see.
    record Known(StoredMessage message) implements Acceptance {}
}
