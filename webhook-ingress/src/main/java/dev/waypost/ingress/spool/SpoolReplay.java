package dev.waypost.ingress.spool;

import dev.waypost.ingress.delivery.Deliveries;
import dev.waypost.ingress.intake.Intake;
import dev.waypost.ingress.intake.Taken;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Worker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Brings what waits in the spool into the store, in order, as soon as the store is back.
@Singleton
@Requires(bean = Spool.class)
final class SpoolReplay implements Worker {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MOST_RECORDS = 128;
    private static final long MOST_BYTES = 4 * SpoolSettings.MEGABYTE;

    private final Spool spool;
    private final SpoolingLog log;
    private final Deliveries deliveries;
    private final Counter broken;
    private @Nullable Loop loop;

    SpoolReplay(Spool spool, SpoolingLog log, Deliveries deliveries, MeterRegistry meters) {
        this.spool = spool;
        this.log = log;
        this.deliveries = deliveries;
        this.broken = meters.counter("waypost.ingress.spool.broken");
        meters.gauge("waypost.ingress.spool.bytes", spool, Spool::bytes);
    }

    @Override
    public void start() {
        loop = Loop.every("spool-replay", PAUSE, this::runOnce);
    }

    @Override
    public void close() {
        Loop running = loop;
        if (running != null) {
            running.close();
        }
    }

    /// Until the spool is empty or the store is away again.
    public void runOnce() {
        long stored = 0;
        try {
            while (!spool.isEmpty()) {
                Spool.Batch batch = spool.read(MOST_RECORDS, MOST_BYTES);
                stored += store(batch.records());
                spool.advance(batch.next());
            }
        } catch (Fault fault) {
            if (fault.reason() != Reason.STORE_UNAVAILABLE) {
                throw fault;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (stored > 0) {
                WideEvent.of("spool.replayed")
                        .with("webhooks", stored)
                        .with("bytes_left", spool.bytes())
                        .emit();
            }
        }
    }

    private int store(List<byte[]> records) throws IOException {
        if (records.isEmpty()) {
            return 0;
        }
        try {
            List<Intake> intakes = records.stream().map(IntakeCodec::decode).toList();
            for (Taken taken : log.store(intakes)) {
                deliveries.offer(taken.deliveries());
            }
            return intakes.size();
        } catch (RuntimeException e) {
            if (e instanceof Fault fault && fault.reason().retry() == Reason.Retry.AFTER_DELAY) {
                throw e;
            }
            return apart(records, e);
        }
    }

    /// One record that can never be stored must not hold up the rest: it is kept in a file of its own for a person.
    private int apart(List<byte[]> records, RuntimeException cause) throws IOException {
        if (records.size() == 1) {
            spool.keepBroken(records.getFirst());
            broken.increment();
            WideEvent.warning("spool.record_broken")
                    .with("cause", cause.getClass().getSimpleName())
                    .emit();
            return 0;
        }
        int middle = records.size() / 2;
        return store(records.subList(0, middle)) + store(records.subList(middle, records.size()));
    }
}
