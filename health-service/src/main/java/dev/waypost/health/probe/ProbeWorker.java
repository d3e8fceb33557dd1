package dev.waypost.health.probe;

import dev.waypost.lanes.LaneLeases;
import dev.waypost.lanes.LeaseSettings;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Probes the endpoints of the lanes that this process holds, each group when it is due, and keeps the list
/// of what there is to probe.
@Singleton
public class ProbeWorker implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeWorker.class);
    private static final Duration SERVER_BUSY = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
    private static final int RENEWALS_PER_LEASE = 5;
    private static final long LOST = -1;

    private final Checks checks;
    private final Roster roster;
    private final ChangeFeed changes;
    private final HeldTargets held;
    private final ProbeSettings settings;
    private final LaneLeases leases;
    private final Pauses pauses;
    private final ServerSlots servers = new ServerSlots();
    private final Semaphore slots;
    private final Loops loops = new Loops();
    private long sweptAt = System.nanoTime();
    private boolean swept;

    ProbeWorker(
            Checks checks,
            Roster roster,
            ChangeFeed changes,
            ProbeStore store,
            Pauses pauses,
            ProbeSettings settings,
            Db db,
            MeterRegistry meters) {
        this.checks = checks;
        this.roster = roster;
        this.changes = changes;
        this.settings = settings;
        this.leases = new LaneLeases(
                ProbeStore.QUEUE,
                db,
                new LeaseSettings(settings.lease(), settings.lease().dividedBy(RENEWALS_PER_LEASE)));
        this.held = new HeldTargets(store, leases);
        this.pauses = pauses;
        this.slots = new Semaphore(settings.concurrency());
        Gauge.builder(
                        "waypost.health.probe.endpoints",
                        held,
                        targets -> targets.schedule().size())
                .description("Endpoints that this process probes")
                .register(meters);
        Gauge.builder(
                        "waypost.health.probe.late",
                        held,
                        targets -> targets.schedule().lateNanos(System.nanoTime()) / 1e9)
                .description("Seconds since the endpoint that has waited longest was due")
                .register(meters);
    }

    @Override
    public void start() {
        if (!settings.enabled()) {
            return;
        }
        loops.every("probe-lanes", settings.lease().dividedBy(RENEWALS_PER_LEASE), leases::runOnce);
        loops.every("probe-news", Duration.ofMillis(500), held::refresh);
        loops.every("sweep", Duration.ofSeconds(1), this::sweepInTurn);
        Loop probing = loops.every("probe", settings.pause(), () -> launch());
        loops.wake();
        changes.start(() -> {
            held.refresh();
            probing.wake();
        });
    }

    /// Takes its share of the lanes, probes everything in them that is due, and returns when all of it has
    /// ended.
    public int runOnce() {
        leases.runOnce();
        held.refresh();
        List<Thread> probes = launch();
        for (Thread probe : probes) {
            try {
                probe.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return probes.size();
    }

    /// One process sweeps for all: the one that holds the first lane.
    private void sweepInTurn() {
        boolean due =
                !swept || System.nanoTime() - sweptAt > settings.sweepInterval().toNanos();
        if (due && leases.held().containsKey(0)) {
            sweptAt = System.nanoTime();
            roster.sweep();
            swept = true;
            held.refresh();
        }
    }

    private List<Thread> launch() {
        Map<Integer, Long> epochs = leases.held();
        int free = slots.drainPermits();
        List<Schedule.Due> due = List.of();
        List<Thread> started = new ArrayList<>();
        try {
            due = free == 0 ? List.of() : held.schedule().takeDue(System.nanoTime(), free);
        } finally {
            slots.release(free - due.size());
        }
        for (Schedule.Due group : due) {
            long epoch = epochs.getOrDefault(group.lane(), LOST);
            String server = group.members().getFirst().health().server();
            long wait = epoch == LOST ? AFTER_FAILURE.toNanos() : pauses.budget(group, System.nanoTime());
            if (wait > 0) {
                later(group, wait);
            } else if (!servers.take(server, most(group))) {
                later(group, SERVER_BUSY.toNanos());
            } else {
                started.add(Thread.ofVirtual().name("probe").start(() -> probe(group, epoch, server)));
            }
        }
        return started;
    }

    /// Meta is one server to us and many to itself: it may have what leaves room for everybody else.
    private int most(Schedule.Due group) {
        return group.group().startsWith(Grouping.SHARED)
                ? Math.max(settings.perServer(), settings.concurrency() * 3 / 4)
                : settings.perServer();
    }

    private void later(Schedule.Due group, long nanos) {
        slots.release();
        held.schedule().giveBack(group.group(), List.of(), List.of(), System.nanoTime() + nanos);
    }

    private void probe(Schedule.Due group, long epoch, String server) {
        List<Target> known = List.of();
        List<String> gone = List.of();
        long pause = AFTER_FAILURE.toNanos();
        try {
            Checks.Looked looked = checks.check(group.members(), epoch);
            known = looked.known();
            gone = looked.gone();
            pause = pauses.next(known, looked.pause());
        } catch (RuntimeException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("group", group.group())
                    .addKeyValue("endpoints", group.members().size())
                    .log("probe.failed");
        } finally {
            servers.giveBack(server);
            slots.release();
            held.schedule().giveBack(group.group(), known, gone, System.nanoTime() + pause);
        }
    }

    @Override
    public void close() {
        changes.close();
        loops.close();
        try {
            if (!slots.tryAcquire(settings.concurrency(), settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("probes.abandoned");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        leases.close();
    }
}
