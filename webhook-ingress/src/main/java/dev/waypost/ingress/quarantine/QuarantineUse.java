package dev.waypost.ingress.quarantine;

import dev.waypost.ingress.quarantine.QuarantineCapPolicy.Cause;
import dev.waypost.ingress.quarantine.QuarantineCapPolicy.Use;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/// How full the quarantine is: what was last counted in the store, and what this process has added since.
@Singleton
class QuarantineUse {
    /// A part of a signer's bound, after which it is counted again.
    private static final int PARTS = 10;

    private final QuarantineSettings settings;
    private final AtomicLong addedEvents = new AtomicLong();
    private final AtomicLong addedBytes = new AtomicLong();
    private final AtomicLong events = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final List<Counter> dropped;

    QuarantineUse(QuarantineSettings settings, MeterRegistry meters) {
        this.settings = settings;
        meters.gauge("waypost.ingress.quarantine.events", events);
        meters.gauge("waypost.ingress.quarantine.bytes", bytes);
        this.dropped = Arrays.stream(Cause.values())
                .map(cause -> meters.counter(
                        "waypost.ingress.quarantine.dropped",
                        "cause",
                        cause.name().toLowerCase(Locale.ROOT)))
                .toList();
    }

    void added(List<Stray> strays, List<Integer> fresh) {
        for (int i = 0; i < strays.size(); i++) {
            if (fresh.get(i) > 0) {
                addedEvents.addAndGet(fresh.get(i));
                addedBytes.addAndGet(strays.get(i).body().bytes().length);
            }
        }
    }

    /// Whether so much was added that bounds may be passed.
    boolean isDue() {
        return addedEvents.get() > settings.ofSigner().events() / PARTS
                || addedBytes.get() > settings.ofSigner().bytes() / PARTS;
    }

    void counting() {
        addedEvents.set(0);
        addedBytes.set(0);
    }

    void counted(List<Use> uses) {
        events.set(uses.stream().mapToLong(Use::events).sum());
        bytes.set(uses.stream().mapToLong(Use::bytes).sum());
    }

    void dropped(Cause cause, long count) {
        dropped.get(cause.ordinal()).increment(count);
    }
}
