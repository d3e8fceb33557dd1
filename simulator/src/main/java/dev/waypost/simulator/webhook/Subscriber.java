package dev.waypost.simulator.webhook;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Somebody who gets webhooks, and how patient the provider is with them. Asked anew at each try, for URL and secret
/// may have changed.
public interface Subscriber {

    /// Where a body goes and with which headers; empty when it goes nowhere any more.
    Optional<Letter> letter(byte[] body);

    /// Whether an answer counts as received.
    boolean taken(int status);

    /// The wait before the next try; empty when it is given up.
    ///
    /// @param failures tries so far
    /// @param status of the last answer, 0 when there was none
    Optional<Duration> again(int failures, int status);

    /// One request.
    record Letter(URI url, Map<String, String> headers) {}
}
