package dev.waypost.health.failover;

import dev.waypost.health.verdict.VerdictChange;
import dev.waypost.health.verdict.VerdictListener;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps deciding about the tenants for whom something changed.
@Singleton
public class FailoverWorker implements Worker, VerdictListener {
    private static final Logger LOG = LoggerFactory.getLogger(FailoverWorker.class);

    /// Asked for late: deciding looks at endpoints, and looking tells this class.
    private final Provider<Failovers> failovers;
    private final TurnStore turns;
    private final FailoverSettings settings;
    private final Semaphore slots;
    private final Loops loops = new Loops();

    FailoverWorker(Provider<Failovers> failovers, TurnStore turns, FailoverSettings settings) {
        this.failovers = failovers;
        this.turns = turns;
        this.settings = settings;
        this.slots = new Semaphore(settings.concurrency());
    }

    @Override
    public void start() {
        if (settings.enabled()) {
            loops.every("failover", settings.pause(), () -> launch());
        }
    }

    @Override
    public void changed(VerdictChange change) {
        loops.wake();
    }

    /// Decides about everybody who is due and free to take, and returns when that is done.
    public int runOnce() {
        List<Thread> decisions = launch();
        for (Thread decision : decisions) {
            try {
                decision.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        return decisions.size();
    }

    private List<Thread> launch() {
        int free = slots.drainPermits();
        List<Turn> taken = List.of();
        try {
            taken = free == 0 ? List.of() : turns.takeDue(free, settings.lease());
        } finally {
            slots.release(free - taken.size());
        }
        return taken.stream()
                .map(turn -> Thread.ofVirtual().name("failover").start(() -> decide(turn)))
                .toList();
    }

    private void decide(Turn turn) {
        try {
            failovers.get().decide(turn);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).addKeyValue("tenant_id", turn.tenantId()).log("failover.failed");
            again(turn);
        } finally {
            slots.release();
        }
    }

    /// Its lease would end by itself, much later.
    private void again(Turn turn) {
        try {
            turns.end(turn, settings.retry());
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("failover.not_put_off");
        }
    }

    @Override
    public void close() {
        loops.close();
        try {
            if (!slots.tryAcquire(settings.concurrency(), settings.retry().toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("failovers.abandoned");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
