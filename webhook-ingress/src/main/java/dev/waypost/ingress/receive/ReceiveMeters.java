package dev.waypost.ingress.receive;

import dev.waypost.providers.ProviderKind;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Counts what comes in. Every label value is known at the start, so that nothing from outside makes a new series, and
/// counting looks nothing up by name.
@Singleton
class ReceiveMeters {
    /// What became of an event.
    enum Result {
        ACCEPTED,
        DUPLICATE,
        QUARANTINED,
        SPOOLED
    }

    private final List<List<Counter>> events;
    private final List<Counter> refusals;
    private final Counter taken;
    private final Counter unavailable;
    private final Timer answer;

    ReceiveMeters(MeterRegistry meters) {
        this.events = Arrays.stream(ProviderKind.values())
                .map(source -> Arrays.stream(Result.values())
                        .map(result ->
                                meters.counter("ingress.events", "source", label(source), "result", label(result)))
                        .toList())
                .toList();
        this.refusals = Arrays.stream(Refusal.values())
                .map(refusal -> meters.counter("waypost.ingress.webhooks", "result", refusal.label()))
                .toList();
        this.taken = meters.counter("waypost.ingress.webhooks", "result", "accepted");
        this.unavailable = meters.counter("waypost.ingress.webhooks", "result", "unavailable");
        this.answer = Timer.builder("ingress.ack")
                .description("From the whole request to its answer.")
                .publishPercentileHistogram()
                .register(meters);
    }

    void received(Received received, Duration took) {
        switch (received) {
            case Received.Stored stored -> {
                taken.increment();
                count(stored.source(), Result.QUARANTINED, stored.quarantined());
                count(stored.source(), Result.ACCEPTED, stored.fresh());
                count(stored.source(), Result.DUPLICATE, stored.events() - stored.quarantined() - stored.fresh());
                answer.record(took);
            }
            case Received.Waiting waiting -> {
                taken.increment();
                count(waiting.source(), Result.SPOOLED, waiting.events());
                answer.record(took);
            }
            case Received.Refused refused -> refused(refused.cause());
        }
    }

    void refused(Refusal cause) {
        refusals.get(cause.ordinal()).increment();
    }

    void unavailable() {
        unavailable.increment();
    }

    private void count(ProviderKind source, Result result, int events) {
        if (events > 0) {
            this.events.get(source.ordinal()).get(result.ordinal()).increment(events);
        }
    }

    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
