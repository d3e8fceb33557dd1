package dev.waypost.ingress.spool;

import dev.waypost.ingress.away.SpoolSettings;
import dev.waypost.ingress.delivery.Deliveries;
import dev.waypost.ingress.intake.Intake;
import dev.waypost.ingress.intake.Placing;
import dev.waypost.ingress.intake.Taken;
import dev.waypost.ingress.intake.Unplaced;
import dev.waypost.ingress.seal.BodySeal;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Brings what waits in the spool into the store, in order, as soon as the store is back.
@Singleton
@Requires(bean = Spool.class)
final class SpoolReplay implements Worker {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final int MOST_RECORDS = 128;
    private static final long MOST_BYTES = 4 * SpoolSettings.MEGABYTE;

    private final Spool spool;
    private final KeyWait waits;
    private final SpoolingLog log;
    private final Deliveries deliveries;
    private final BodySeal seal;
    private final Map<Unplaced.Door, Placing> doors;
    private final Counter broken;
    private final Loops loops = new Loops();
    private final Set<String> lostKeys;
    private Set<String> toldOf = Set.of();

    SpoolReplay(
            Spool spool,
            KeyWait waits,
            SpoolSettings settings,
            SpoolingLog log,
            Deliveries deliveries,
            BodySeal seal,
            List<Placing> doors,
            InstantSource clock,
            MeterRegistry meters) {
        this.spool = spool;
        this.waits = waits;
        this.lostKeys = settings.lost();
        this.log = log;
        this.deliveries = deliveries;
        this.seal = seal;
        this.doors = doors.stream().collect(Collectors.toMap(Placing::door, Function.identity()));
        this.broken = meters.counter("waypost.ingress.spool.broken");
        // The rule and the panels ask by this name.
        meters.gauge("waypost.ingress.spool.bytes", this, SpoolReplay::bytes);
        meters.gauge("waypost.ingress.spool.without.key", waits, KeyWait::records);
        Gauge.builder("spool", this, SpoolReplay::bytes)
                .description("What waits on the disk for the store.")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("spool.oldest", spool, waiting -> age(oldest(waiting, waits), clock.instant()))
                .description("How long the oldest of it has waited at most.")
                .baseUnit("seconds")
                .register(meters);
    }

    static Optional<Instant> oldest(Spool spool, KeyWait waits) {
        return Stream.of(spool.oldest(), waits.oldest())
                .flatMap(Optional::stream)
                .min(Comparator.naturalOrder());
    }

    private double bytes() {
        return spool.bytes() + waits.bytes();
    }

    /// In seconds; 0 when nothing waits.
    static double age(Optional<Instant> since, Instant now) {
        return since.map(from -> Math.max(0, Duration.between(from, now).toMillis() / 1000.0))
                .orElse(0.0);
    }

    @Override
    public void start() {
        loops.every("spool-replay", PAUSE, this::runOnce);
    }

    @Override
    public void close() {
        loops.close();
    }

    /// Until nothing waits but for a key, or the store is away again.
    public void runOnce() {
        long stored = 0;
        try {
            if (waits.isDue(seal::isConfigured)) {
                // It came before all that is in the spool of its lines.
                stored += waits.release(this::lackedKey, this::store);
            }
            while (!spool.isEmpty()) {
                Spool.Batch batch = spool.read(MOST_RECORDS, MOST_BYTES);
                stored += storeOrMakeWait(batch.records());
                spool.advance(batch.next());
            }
        } catch (Fault fault) {
            if (fault.reason().retry() != Reason.Retry.AFTER_DELAY) {
                throw fault;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            if (stored > 0) {
                WideEvent.of("spool.replayed")
                        .with("webhooks", stored)
                        .with("bytes_left", (long) bytes())
                        .emit();
            }
            tellLackedKeys();
        }
    }

    /// What lacks its key, and what is behind such a one, waits by itself, so that it holds up nobody else.
    private long storeOrMakeWait(List<byte[]> records) throws IOException {
        var now = new ArrayList<byte[]>();
        var later = new ArrayList<byte[]>();
        Set<String> lines = new HashSet<>();
        for (byte[] record : records) {
            RecordHead head = RecordHead.of(record);
            if (lines.contains(head.line())
                    || waits.holds(head.line())
                    || lackedKey(head).isPresent()) {
                lines.add(head.line());
                later.add(record);
            } else {
                now.add(record);
            }
        }
        long stored = store(now);
        waits.take(later, this::lackedKey);
        return stored;
    }

    /// One that is given up lacks nothing: what it sealed is unreadable.
    private Optional<String> lackedKey(RecordHead head) {
        return seal.keyOf(head.bytes()).filter(key -> !lostKeys.contains(key) && !seal.isConfigured(key));
    }

    private void tellLackedKeys() {
        Set<String> lacked = waits.keys();
        for (String key : lacked) {
            if (!toldOf.contains(key)) {
                WideEvent.warning("spool.key_missing")
                        .with("master_key", key)
                        .with("records_waiting", waits.records())
                        .emit();
            }
        }
        toldOf = lacked;
    }

    private long store(List<byte[]> records) throws IOException {
        if (records.isEmpty()) {
            return 0;
        }
        try {
            for (int from = 0; from < records.size(); ) {
                int until = run(records, from);
                store(records.subList(from, until), UnplacedCodec.isOne(records.get(from)));
                from = until;
            }
            return records.size();
        } catch (RuntimeException e) {
            if (e instanceof Fault fault && fault.reason().retry() == Reason.Retry.AFTER_DELAY) {
                throw e;
            }
            return apart(records, e);
        }
    }

    /// Where those end that are of the same sort.
    private static int run(List<byte[]> records, int from) {
        boolean unplaced = UnplacedCodec.isOne(records.get(from));
        int until = from + 1;
        while (until < records.size() && UnplacedCodec.isOne(records.get(until)) == unplaced) {
            until++;
        }
        return until;
    }

    private void store(List<byte[]> records, boolean unplaced) {
        if (!unplaced) {
            List<Intake> intakes = records.stream().map(IntakeCodec::decode).toList();
            intakes.forEach(intake -> seal.noteKeyOf(intake.body().bytes()));
            for (Taken taken : log.store(intakes)) {
                deliveries.offer(taken.deliveries());
            }
            return;
        }
        List<Unplaced> events = records.stream()
                .map(record -> UnplacedCodec.decode(record, seal))
                .toList();
        for (int from = 0; from < events.size(); ) {
            Unplaced.Door door = events.get(from).door();
            int until = from + 1;
            while (until < events.size() && events.get(until).door() == door) {
                until++;
            }
            Objects.requireNonNull(doors.get(door)).place(events.subList(from, until));
            from = until;
        }
    }

    /// One record that can never be stored must not hold up the rest: it is kept in a file of its own for a person.
    private long apart(List<byte[]> records, RuntimeException cause) throws IOException {
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
