package dev.waypost.providers;

import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpFailure;
import java.time.Duration;
import java.util.Map;

/// The calls of one look at a session, or one change to it: all of them within one deadline.
public final class GatewayCalls {
    private final GuardedHttp http;
    private final String apiUrl;
    private final Map<String, String> headers;
    private final long deadline;

    public GatewayCalls(GuardedHttp http, String apiUrl, Map<String, String> headers, Duration timeout) {
        this.http = http;
        this.apiUrl = apiUrl;
        this.headers = headers;
        this.deadline = System.nanoTime() + timeout.toNanos();
    }

    /// Sends one, and takes what means the same at every gateway out of the way.
    public HttpAnswer send(GatewayRequest request) throws NotAnswered {
        Duration left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        try {
            return request.send(http, apiUrl, headers, left);
        } catch (IllegalArgumentException malformed) {
            throw new NotAnswered(CauseKind.SETUP, "the endpoint's address is no URL");
        } catch (HttpFailure failure) {
            throw new NotAnswered(Failures.kind(failure), "no answer: " + failure.kind());
        }
    }

    /// An answer that says nothing of what was asked.
    public static NotAnswered unexpected(HttpAnswer answer) {
        return new NotAnswered(CauseKind.TRANSPORT, "HTTP " + answer.status());
    }

    /// No answer that could be used.
    public static final class NotAnswered extends Exception {
        private static final long serialVersionUID = 1;
        private final CauseKind kind;

        public NotAnswered(CauseKind kind, String cause) {
            super(cause, null, false, false);
            this.kind = kind;
        }

        public CauseKind kind() {
            return kind;
        }

        public String cause() {
            return String.valueOf(getMessage());
        }
    }

    /// One look or change.
    @FunctionalInterface
    public interface Work<T> {
        T run(GatewayCalls calls) throws NotAnswered;
    }

    public SessionAnswer session(Work<SessionAnswer> work) {
        try {
            return work.run(this);
        } catch (NotAnswered e) {
            return new SessionAnswer.Failed(e.kind(), e.cause());
        }
    }

    public PairingAnswer pairing(Work<PairingAnswer> work) {
        try {
            return work.run(this);
        } catch (NotAnswered e) {
            return new PairingAnswer.Failed(e.kind(), e.cause());
        }
    }
}
