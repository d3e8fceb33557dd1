package dev.waypost.providers;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Asks a provider, without changing anything there, whether an endpoint is ready to be used.
public interface Checker {

    /// Every step of [Check.Step], in order, within `timeout`; answers findings and throws only for our own bugs.
    ///
    /// @param webhookUrl where the provider should send its webhooks; empty when nobody knows yet
    /// @param told hears each step as soon as it is over
    List<Check> check(EndpointAccess endpoint, String webhookUrl, Duration timeout, Consumer<Check> told);
}
