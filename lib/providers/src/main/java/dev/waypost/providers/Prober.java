package dev.waypost.providers;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Looks whether an endpoint could send now, without sending.
public interface Prober {

    /// Looks once, within `timeout`; answers an outcome and throws only for our own bugs.
    ProbeOutcome probe(EndpointAccess endpoint, Duration timeout);

    /// Looks at several endpoints of one business account and one key with as few calls as it takes; answers
    /// by phone number id. Empty when this cannot be done, and each has to be looked at by itself.
    default Optional<Map<String, ProbeOutcome>> probeAll(List<EndpointAccess> endpoints, Duration timeout) {
        return Optional.empty();
    }

    /// Asks when the endpoint's credential ends, within `timeout`; empty when nobody told.
    default Optional<CredentialEnd> credentialEnd(EndpointAccess endpoint, Duration timeout) {
        return Optional.empty();
    }
}
