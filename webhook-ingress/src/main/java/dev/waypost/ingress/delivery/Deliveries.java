package dev.waypost.ingress.delivery;

import dev.waypost.lanes.Destinations;
import dev.waypost.lanes.LaneLeases;
import dev.waypost.lanes.LaneSettings;
import dev.waypost.lanes.LaneWorker;
import dev.waypost.lanes.Offer;
import dev.waypost.lanes.WorkItem;
import dev.waypost.platform.crypto.SealBroken;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Tallies;
import dev.waypost.platform.tally.Tally;
import dev.waypost.platform.tally.Timing;
import dev.waypost.platform.telemetry.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Makes the deliveries: in order within a conversation and destination, each destination independent of the others.
@Singleton
public class Deliveries implements AutoCloseable {
    private final ProjectDelivery projects;
    private final ReceiptDelivery receipts;
    private final Destinations destinations;
    private final Traces traces;
    private final MeterRegistry meters;
    private final AttemptMeters attempts;
    private final InstantSource clock;
    private final Tallies tallies;
    private final Timer firstLag;
    private final Timer retryLag;
    private final LaneWorker<Delivery, Tried> worker;
    private final AtomicInteger projectsUnderWay = new AtomicInteger();
    private final AtomicInteger receiptsUnderWay = new AtomicInteger();

    Deliveries(
            DeliveryStore store,
            Db db,
            ProjectDelivery projects,
            ReceiptDelivery receipts,
            Destinations destinations,
            Traces traces,
            MeterRegistry meters,
            AttemptMeters attempts,
            InstantSource clock,
            Tallies tallies,
            DeliverySettings settings) {
        this.projects = projects;
        this.receipts = receipts;
        this.destinations = destinations;
        this.traces = traces;
        this.meters = meters;
        this.attempts = attempts;
        this.clock = clock;
        this.tallies = tallies;
        this.firstLag = lag(meters, "first");
        this.retryLag = lag(meters, "retry");
        var leases = new LaneLeases(DeliveryStore.QUEUE, db);
        this.worker = new LaneWorker<>(
                DeliveryStore.QUEUE,
                store,
                leases,
                this::deliver,
                LaneSettings.defaults()
                        .withInFlight(settings.inFlight(), settings.inFlightPerProject())
                        .withPoll(settings.poll()),
                destinations);
        LaneMeters.register(meters, leases, worker, destinations);
    }

    private static Timer lag(MeterRegistry meters, String name) {
        return Timer.builder("delivery.lag")
                .description("From when a delivery was made to when it arrived.")
                .tag("class", name)
                .publishPercentileHistogram()
                .register(meters);
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

    /// What is under way in this process, to projects or to send-service.
    public int underWay(boolean receipts) {
        return (receipts ? receiptsUnderWay : projectsUnderWay).get();
    }

    @Override
    public void close() {
        worker.close();
    }

    private Tried deliver(WorkItem<Delivery> item) {
        Destinations.Trial trial = Destinations.Trial.NOT_TRIED;
        AtomicInteger underWay =
                item.payload().destination().equals(Delivery.SEND) ? receiptsUnderWay : projectsUnderWay;
        underWay.incrementAndGet();
        try {
            Tried tried = traced(item);
            trial = AnswerPolicy.trialOf(tried);
            return tried;
        } finally {
            underWay.decrementAndGet();
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
        try {
            return delivery.destination().equals(Delivery.SEND)
                    ? receipts.deliver(delivery, attempts)
                    : projects.deliver(delivery, attempts);
        } catch (SealBroken unreadable) {
            // A person may send it again, should the key come back; what follows it does not wait for that.
            return new Tried.Dead(null, Contents.UNREADABLE);
        }
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
        if (kind.equals("project")) {
            attempts.count(tried);
        }
        meters.counter(
                        "waypost.ingress.delivery.attempts",
                        "destination",
                        kind,
                        "outcome",
                        cause == null ? "success" : cause)
                .increment();
        if (tried instanceof Tried.Done) {
            Duration lag = Duration.between(Ids.timeOf(delivery.deliveryId()), clock.instant());
            (item.attempts() == 0 ? firstLag : retryLag).record(lag);
            if (!delivery.destination().equals(Delivery.SEND)) {
                Tally tally = tallies.of(delivery.tenantId(), delivery.endpointId());
                tally.add(Count.PROJECT_DELIVERED);
                tally.took(Timing.DELIVERY, lag.toNanos());
            }
        } else if (tried instanceof Tried.Dead && !delivery.destination().equals(Delivery.SEND)) {
            tallies.of(delivery.tenantId(), delivery.endpointId()).add(Count.PROJECT_FAILED);
        }
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
