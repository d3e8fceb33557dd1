package dev.waypost.ingress.receive;

/// What became of one webhook.
sealed interface Received {
    /// Committed; `fresh` of its events were not there before, `quarantined` of them had no owner.
    record Stored(int events, int fresh, int quarantined) implements Received {}

    /// Safe on the local disk until the store is back.
    record Waiting(int events) implements Received {}

    /// Not verified, or addressed to nobody: the two are never told apart.
    record Refused(String cause) implements Received {}
}
