package dev.waypost.ingress.receive;

import dev.waypost.providers.ProviderKind;

/// What became of one webhook.
sealed interface Received {
    /// Committed; `fresh` of its events were not there before, `quarantined` of them had no owner.
    record Stored(ProviderKind source, int events, int fresh, int quarantined) implements Received {}

    /// Safe on the local disk until the store is back.
    record Waiting(ProviderKind source, int events) implements Received {}

    /// Not verified, or addressed to nobody: the two are never told apart outside.
    record Refused(Refusal cause) implements Received {}
}
