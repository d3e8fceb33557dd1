package dev.waypost.providers;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The log-ins of a self-hosted gateway. Every call tries once, within `timeout`; nothing here waits for a person.
public interface Sessions {

    /// Creates the session when there is none and starts it when it is stopped.
    ///
    /// @param webhook where a new session sends its events; null leaves that to the server
    SessionAnswer start(EndpointAccess endpoint, @Nullable SessionWebhook webhook, Duration timeout);

    /// Makes a session that is not connected, or only claims to be, connect anew; its log-in stays.
    SessionAnswer restart(EndpointAccess endpoint, Duration timeout);

    /// Whether [#stop] can stop a session and keep its log-in.
    boolean keepsLogIn();

    /// Where the session stands.
    SessionAnswer state(EndpointAccess endpoint, Duration timeout);

    /// What a person has to scan or type now. Asking again after it expired gives the next one.
    PairingAnswer pair(EndpointAccess endpoint, PairBy how, Duration timeout);

    /// Stops the session and keeps its log-in.
    SessionAnswer stop(EndpointAccess endpoint, Duration timeout);

    /// Ends the log-in; it must be paired again.
    SessionAnswer logout(EndpointAccess endpoint, Duration timeout);
}
