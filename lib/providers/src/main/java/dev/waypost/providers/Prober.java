package dev.waypost.providers;

import java.time.Duration;

/// Looks whether an endpoint could send now, without sending.
public interface Prober {

    /// Looks once, within `timeout`; answers an outcome and throws only for our own bugs.
    ProbeOutcome probe(EndpointAccess endpoint, Duration timeout);
}
