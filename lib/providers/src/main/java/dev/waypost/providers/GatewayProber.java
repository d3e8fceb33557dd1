package dev.waypost.providers;

import java.time.Duration;
import java.util.Locale;

/// Looks at a gateway's session. That a session says it works is all that can be seen from here: whether anything goes
/// through it only traffic shows.
public final class GatewayProber implements Prober {
    private final Sessions sessions;

    public GatewayProber(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public ProbeOutcome probe(EndpointAccess endpoint, Duration timeout) {
        return switch (sessions.state(endpoint, timeout)) {
            case SessionAnswer.At at -> outcome(at);
            case SessionAnswer.Failed failed -> new ProbeOutcome.Unhealthy(failed.kind(), failed.cause());
            case SessionAnswer.Unsupported unsupported ->
                new ProbeOutcome.Unhealthy(CauseKind.SETUP, unsupported.detail());
        };
    }

    private static ProbeOutcome outcome(SessionAnswer.At at) {
        String cause = at.cause();
        if (at.state() == SessionState.CONNECTED) {
            return cause == null ? new ProbeOutcome.Healthy() : new ProbeOutcome.Degraded(cause);
        }
        String state = at.state().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return new ProbeOutcome.Unhealthy(
                CauseKind.SESSION, "the session is " + state + (cause == null ? "" : ": " + cause));
    }
}
