package dev.waypost.providers;

import java.time.Duration;

/// Hands messages to a provider.
public interface Sender {

    /// True when the provider can carry this content.
    boolean carries(Content content);

    /// Tries once, within `timeout`; answers an outcome and throws only for our own bugs.
    SendOutcome send(EndpointAccess endpoint, OutgoingMessage message, Duration timeout);
}
