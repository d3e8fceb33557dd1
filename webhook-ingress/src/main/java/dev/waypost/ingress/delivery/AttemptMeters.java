package dev.waypost.ingress.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Counts tries to hand projects what they get. Every label value is known at the start.
@Singleton
class AttemptMeters {
    /// How a try ended.
    enum Outcome {
        SUCCESS,
        HTTP_4XX,
        HTTP_5XX,
        HTTP_OTHER,
        THROTTLED,
        TIMEOUT,
        DNS,
        TLS,
        CONNECT,
        BLOCKED,
        PARKED,
        MISSING,
        OTHER
    }

    private static final int TOO_MANY_REQUESTS = 429;

    private final List<Counter> attempts;
    private final Counter exhausted;

    AttemptMeters(MeterRegistry meters) {
        this.attempts = Arrays.stream(Outcome.values())
                .map(outcome -> Counter.builder("delivery.attempts")
                        .description("Tries to hand a project what it gets.")
                        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                        .register(meters))
                .toList();
        this.exhausted = Counter.builder("retry.budget.exhausted")
                .description("Deliveries that were given up after their last try.")
                .register(meters);
    }

    void count(Tried tried) {
        Outcome outcome = outcome(tried);
        attempts.get(outcome.ordinal()).increment();
        if (tried instanceof Tried.Dead && outcome != Outcome.MISSING && outcome != Outcome.BLOCKED) {
            exhausted.increment();
        }
    }

    static Outcome outcome(Tried tried) {
        return switch (tried) {
            case Tried.Done done -> Outcome.SUCCESS;
            case Tried.Parked parked -> Outcome.PARKED;
            case Tried.Again again -> outcome(again.status(), again.cause());
            case Tried.Aside aside -> outcome(aside.status(), aside.cause());
            case Tried.Dead dead -> outcome(dead.status(), dead.cause());
        };
    }

    private static Outcome outcome(@Nullable Integer status, String cause) {
        if (status != null) {
            return status == TOO_MANY_REQUESTS
                    ? Outcome.THROTTLED
                    : status >= 500 ? Outcome.HTTP_5XX : status >= 400 ? Outcome.HTTP_4XX : Outcome.HTTP_OTHER;
        }
        return switch (cause) {
            case "timed_out" -> Outcome.TIMEOUT;
            case "dns_failed" -> Outcome.DNS;
            case "tls_failed" -> Outcome.TLS;
            case "connect_failed", "reset" -> Outcome.CONNECT;
            case "url_refused" -> Outcome.BLOCKED;
            case "project_missing", "body_missing", "event_missing", Contents.UNREADABLE -> Outcome.MISSING;
            default -> Outcome.OTHER;
        };
    }
}
