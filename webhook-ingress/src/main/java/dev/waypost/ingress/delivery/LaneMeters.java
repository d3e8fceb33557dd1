package dev.waypost.ingress.delivery;

import dev.waypost.lanes.Destinations;
import dev.waypost.lanes.LaneLeases;
import dev.waypost.lanes.LaneWorker;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// What the lanes and destinations of this process say of themselves.
final class LaneMeters {
    private LaneMeters() {}

    static void register(
            MeterRegistry meters, LaneLeases leases, LaneWorker<Delivery, Tried> worker, Destinations destinations) {
        meters.gauge("waypost.ingress.destinations.troubled", destinations, Destinations::troubled);
        Gauge.builder("lane.owned", leases, held -> held.held().size())
                .description("Lanes that this process works on.")
                .register(meters);
        FunctionCounter.builder("lane.steals", leases, LaneLeases::stolen)
                .description("Lanes that were taken from a process whose lease had run out.")
                .register(meters);
        FunctionCounter.builder("fenced.writes", worker, LaneWorker::refused)
                .description("Results that were not written because another process had the lane.")
                .register(meters);
        Gauge.builder("breaker.state", destinations, Destinations::resting)
                .description("Projects that are left alone (open), or tried with care (half_open).")
                .tag("state", "open")
                .register(meters);
        Gauge.builder("breaker.state", destinations, all -> Math.max(0, all.troubled() - all.resting()))
                .description("Projects that are left alone (open), or tried with care (half_open).")
                .tag("state", "half_open")
                .register(meters);
    }
}
