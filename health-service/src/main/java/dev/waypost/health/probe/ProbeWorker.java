package dev.waypost.health.probe;

import dev.waypost.platform.work.Loop;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps probing what is due, and keeps the list of what there is to probe.
@Singleton
public class ProbeWorker implements Worker {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeWorker.class);

    private final Checks checks;
    private final Roster roster;
    private final ChangeFeed changes;
    private final ProbeSettings settings;
    private final Semaphore slots;
    private @Nullable Loop probing;
    private @Nullable Loop sweeping;

    ProbeWorker(Checks checks, Roster roster, ChangeFeed changes, ProbeSettings settings) {
        this.checks = checks;
        this.roster = roster;
        this.changes = changes;
        this.settings = settings;
        this.slots = new Semaphore(settings.concurrency());
    }

    @Override
    public void start() {
        if (!settings.enabled()) {
            return;
        }
        probing = Loop.every("probe", settings.pause(), () -> launch());
        sweeping = Loop.every("sweep", settings.sweepInterval(), roster::sweep);
        sweeping.wake();
        changes.start(probing::wake);
    }

    /// Probes everything that is due and free to take, and returns when all of it has ended.
    public int runOnce() {
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

    private List<Thread> launch() {
        int free = slots.drainPermits();
        List<Lease> leases = List.of();
        try {
            leases = free == 0 ? List.of() : checks.takeDue(free);
        } finally {
            slots.release(free - leases.size());
        }
        return leases.stream()
                .map(lease -> Thread.ofVirtual().name("probe").start(() -> probe(lease)))
                .toList();
    }

    private void probe(Lease lease) {
        try {
            checks.check(lease);
        } catch (RuntimeException e) {
            // The lease ends by itself, and the endpoint is due again.
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("tenant_id", lease.health().tenantId())
                    .addKeyValue("endpoint_id", lease.health().endpointId())
                    .log("probe.failed");
        } finally {
            slots.release();
        }
    }

    @Override
    public void close() {
        changes.close();
        if (sweeping != null) {
            sweeping.close();
        }
        if (probing != null) {
            probing.close();
        }
        try {
            if (!slots.tryAcquire(settings.concurrency(), settings.timeout().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("probes.abandoned");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
