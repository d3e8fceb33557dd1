package dev.waypost.health.probe;

import dev.waypost.health.verdict.HealthStatus;
import dev.waypost.health.verdict.VerdictChange;
import dev.waypost.health.verdict.VerdictListener;
import dev.waypost.platform.log.WideEvent;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;

/// Tells of looks that were written: counters for all of them, a line for those that found something.
@Singleton
class Reports {
    private final Counter good;
    private final Counter bad;
    private final Timer took;
    private final List<VerdictListener> listeners;

    Reports(MeterRegistry meters, List<VerdictListener> listeners) {
        this.good = meters.counter("waypost.health.probes", "good", "true");
        this.bad = meters.counter("waypost.health.probes", "good", "false");
        this.took = meters.timer("waypost.health.probe");
        this.listeners = List.copyOf(listeners);
    }

    void written(EndpointHealth before, EndpointHealth after) {
        Look look = after.lastLook();
        (look.good() ? good : bad).increment();
        took.record(look.latency());
        HealthStatus was = before.verdict().status();
        HealthStatus is = after.verdict().status();
        if (!look.good() || was != is) {
            WideEvent.routine("probe.finished")
                    .with("tenant_id", after.tenantId())
                    .with("endpoint_id", after.endpointId())
                    .with("status_before", was)
                    .with("status", is)
                    .with("good", look.good())
                    .with("cause", look.cause())
                    .with("failures", after.verdict().failures())
                    .with("duration_ms", look.latency())
                    .emit();
        }
        if (was != is) {
            changed(before, after);
        }
    }

    private void changed(EndpointHealth before, EndpointHealth after) {
        var change = new VerdictChange(
                after.tenantId(),
                after.endpointId(),
                before.verdict().status(),
                after.verdict().status(),
                after.verdict().cause(),
                after.verdict().trouble(),
                Objects.requireNonNull(after.since()));
        WideEvent.of("verdict.changed")
                .with("tenant_id", change.tenantId())
                .with("endpoint_id", change.endpointId())
                .with("status_before", change.before())
                .with("status", change.after())
                .with("trouble", change.trouble())
                .emit();
        listeners.forEach(listener -> listener.changed(change));
    }
}
