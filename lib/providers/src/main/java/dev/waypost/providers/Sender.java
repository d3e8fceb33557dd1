package dev.waypost.providers;

import java.time.Duration;
import java.util.Optional;

/// Hands messages to a provider.
public interface Sender {

    /// Tries once, within `timeout`; answers an outcome and throws only for our own bugs.
    SendOutcome send(EndpointAccess endpoint, OutgoingMessage message, Duration timeout);

    /// The id that the provider was asked to give the message, so that a receipt can be matched even when no answer
    /// came; empty where the provider chooses alone.
    default Optional<String> chosenId(OutgoingMessage message) {
        return Optional.empty();
    }
}
