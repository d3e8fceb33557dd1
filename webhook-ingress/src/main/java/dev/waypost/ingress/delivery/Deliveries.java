package dev.waypost.ingress.delivery;

import dev.waypost.lanes.Destinations;
import dev.waypost.lanes.LaneLeases;
import dev.waypost.lanes.LaneSettings;
import dev.waypost.lanes.LaneWorker;
import dev.waypost.lanes.Offer;
import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.telemetry.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the deliveries: in order within a conversation and destination, each destination independent of the others.
@Singleton
public class Deliveries implements AutoCloseable {
    private final ProjectDelivery projects;
    private final ReceiptDelivery receipts;
    private final Destinations destinations;
    private final Traces traces;
    private final MeterRegistry meters;
    private final LaneWorker<Delivery, Tried> worker;

    Deliveries(
            DeliveryStore store,
            Db db,
            ProjectDelivery projects,
            ReceiptDelivery receipts,
            Destinations destinations,
            Traces traces,
            MeterRegistry meters,
            DeliverySettings settings) {
        this.projects = projects;
        this.receipts = receipts;
        this.destinations = destinations;
        this.traces = traces;
        this.meters = meters;
        this.worker = new LaneWorker<>(
                DeliveryStore.QUEUE,
                store,
                new LaneLeases(DeliveryStore.QUEUE, db),
                this::deliver,
                LaneSettings.defaults()
                        .withInFlight(settings.inFlight(), settings.inFlightPerProject())
                        .withPoll(settings.poll()),
                destinations);
        meters.gauge("waypost.ingress.destinations.troubled", destinations, Destinations::troubled);
    }

    public void start() {
        worker.start();
    }

    /// Deliveries that were committed here a moment ago.
    public void offer(List<Offer<Delivery>> offers) {
        if (!offers.isEmpty()) {
            worker.offer(offers);
        }
    }

    /// Says that deliveries became due that nobody offers.
    public void wake() {
        worker.wake();
    }

    @Override
    public void close() {
        worker.close();
    }

    private Tried deliver(WorkItem<Delivery> item) {
        Destinations.Trial trial = Destinations.Trial.NOT_TRIED;
        try {
            Tried tried = traced(item);
            trial = AnswerPolicy.trialOf(tried);
            return tried;
        } finally {
            destinations.ended(item.payload().destination(), trial);
        }
    }

    private Tried traced(WorkItem<Delivery> item) {
        Delivery delivery = item.payload();
        long start = System.nanoTime();
        Tried tried = traces.span("event.deliver")
                .parent(delivery.traceparent())
                .set("waypost.tenant_id", delivery.tenantId())
                .set("waypost.event_id", delivery.eventId())
                .set("waypost.destination", delivery.destination())
                .set("waypost.attempt", item.attempts() + 1L)
                .call(span -> shown(span, attempt(delivery, item.attempts())));
        report(item, tried, Duration.ofNanos(System.nanoTime() - start));
        return tried;
    }

    private Tried attempt(Delivery delivery, int attempts) {
        return delivery.destination().equals(Delivery.SEND)
                ? receipts.deliver(delivery, attempts)
                : projects.deliver(delivery, attempts);
    }

    private static Tried shown(Span span, Tried tried) {
        @Nullable String cause = causeOf(tried);
        if (cause != null) {
            span.setStatus(StatusCode.ERROR, cause);
        }
        return tried;
    }

    private void report(WorkItem<Delivery> item, Tried tried, Duration took) {
        Delivery delivery = item.payload();
        @Nullable String cause = causeOf(tried);
        String kind = delivery.destination().equals(Delivery.SEND) ? "receipt" : "project";
        meters.counter(
                        "waypost.ingress.delivery.attempts",
                        "destination",
                        kind,
                        "outcome",
                        cause == null ? "success" : cause)
                .increment();
        (cause == null ? WideEvent.routine("delivery.attempted") : WideEvent.of("delivery.attempted"))
                .with("tenant_id", delivery.tenantId())
                .with("delivery_id", delivery.deliveryId())
                .with("event_id", delivery.eventId())
                .with("destination", delivery.destination())
                .with("attempt", item.attempts() + 1)
                .with("outcome", outcomeOf(tried))
                .with("cause", cause)
                .with("trace_id", Traces.traceIdOf(delivery.traceparent()))
                .with("duration", took)
                .emit();
    }

    private static String outcomeOf(Tried tried) {
        return switch (tried) {
            case Tried.Done done -> "done";
            case Tried.Again again -> "again";
            case Tried.Aside aside -> "aside";
            case Tried.Parked parked -> "parked";
            case Tried.Dead dead -> "dead";
        };
    }

    private static @Nullable String causeOf(Tried tried) {
        return switch (tried) {
            case Tried.Done done -> null;
            case Tried.Again again -> again.cause();
            case Tried.Aside aside -> aside.cause();
            case Tried.Parked parked -> parked.cause();
            case Tried.Dead dead -> dead.cause();
        };
    }
}
