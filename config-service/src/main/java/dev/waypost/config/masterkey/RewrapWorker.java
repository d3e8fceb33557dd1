package dev.waypost.config.masterkey;

import dev.waypost.config.masterkey.RewrapStore.Run;
import dev.waypost.config.masterkey.RewrapStore.State;
import dev.waypost.config.snapshot.SnapshotRelay;
import dev.waypost.platform.crypto.SealBroken;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.redis.RedisUnavailable;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

/// Seals everything again under the newest master key while the service serves, so that an older key can be dropped.
///
/// One process at a time is at it. A value that somebody changes meanwhile is left to the next look.
@Singleton
public final class RewrapWorker implements Worker {
    private final SealedStore sealed;
    private final RewrapStore runs;
    private final Reseal reseal;
    private final Vault vault;
    private final SnapshotRelay relay;
    private final RewrapSettings settings;
    private final Counter resealed;
    private final AtomicLong left = new AtomicLong();
    private final String holder = Ids.next("proc");
    private volatile boolean stopping;
    private boolean looked;
    private final Loops loops = new Loops();

    RewrapWorker(
            SealedStore sealed,
            RewrapStore runs,
            Reseal reseal,
            Vault vault,
            SnapshotRelay relay,
            RewrapSettings settings,
            MeterRegistry meters) {
        this.sealed = sealed;
        this.runs = runs;
        this.reseal = reseal;
        this.vault = vault;
        this.relay = relay;
        this.settings = settings;
        this.resealed = meters.counter("waypost.config.secrets.resealed");
        meters.gauge("waypost.config.secrets.left", left);
    }

    @Override
    public void start() {
        loops.every("rewrap", settings.pause(), this::runOnce);
    }

    @Override
    public void close() {
        stopping = true;
        loops.close();
        try {
            runs.release(holder);
        } catch (Fault e) {
            // The lease ends by itself.
            return;
        }
    }

    public void runOnce() {
        vault.reload();
        String primary = vault.primaryKey();
        sealed.seen(vault.masterKeys(), primary);
        if (sealed.isOutdated(primary)) {
            // Another process has a newer key: two that seal against each other would never end.
            return;
        }
        Optional<Run> leased = runs.lease(holder, primary, settings.recheck().toSeconds() + " seconds");
        if (leased.isEmpty()) {
            return;
        }
        Run run = leased.get();
        switch (run.state()) {
            case SEALING -> seal(primary, run);
            case PUBLISHING -> publish(primary, run);
            case DONE -> {
                if (run.due() || !looked) {
                    seal(primary, run);
                }
            }
        }
        looked = true;
    }

    /// One look over everything. Only a look that finds nothing ends the run: what was changed during one may have
    /// been sealed under the older key.
    private void seal(String primary, Run run) {
        long done = 0;
        for (SealedColumn column : SealedColumn.ALL) {
            done += seal(column, primary);
        }
        if (stopping) {
            return;
        }
        long others = sealed.countOutside(List.of(primary)).values().stream()
                .mapToLong(Long::longValue)
                .sum();
        left.set(others);
        if (done > 0 || others > 0) {
            report(primary, run.resealed() + done, others);
            runs.enter(holder, State.SEALING);
        } else if (run.state() == State.SEALING && run.resealed() > 0) {
            // On the next look, not now: a snapshot that was read before the last value was sealed again may still be
            // on its way to Redis.
            runs.enter(holder, State.PUBLISHING);
        } else {
            end(primary, run);
        }
    }

    private long seal(SealedColumn column, String primary) {
        long done = 0;
        List<String> after = List.of();
        List<SealedRow> page;
        do {
            page = sealed.page(column, after, primary, settings.batchSize());
            long values = 0;
            for (SealedRow row : page) {
                values += seal(column, row);
            }
            done += values;
            resealed.increment(values);
            if (!runs.advance(holder, values)) {
                return done;
            }
            after = page.isEmpty() ? after : page.getLast().key();
        } while (page.size() == settings.batchSize() && !stopping);
        return done;
    }

    private int seal(SealedColumn column, SealedRow row) {
        try {
            Reseal.Done again = reseal.of(column, row);
            return sealed.replace(column, row, again.value()) ? again.values() : 0;
        } catch (SealBroken e) {
            WideEvent.warning("secret.does_not_open")
                    .with("table", column.table())
                    .with("column", column.column())
                    .with("key", String.join("/", column.table().equals("canary") ? List.of() : row.key()))
                    .emit();
            return 0;
        }
    }

    private void publish(String primary, Run run) {
        try {
            // Snapshots in Redis hold the old ciphertext, at the same revision: nothing else would replace them.
            relay.refill();
            end(primary, run);
        } catch (RedisUnavailable e) {
            // Away: the next look tries again.
            return;
        }
    }

    private void end(String primary, Run run) {
        boolean news = run.state() != State.DONE;
        runs.enter(holder, State.DONE);
        sealed.forgetOthers(vault.masterKeys());
        if (news && run.resealed() > 0) {
            report(primary, run.resealed(), 0);
        }
    }

    private void report(String primary, long total, long others) {
        var droppable = new TreeSet<>(vault.masterKeys());
        droppable.remove(primary);
        WideEvent.of("secrets.rewrapped")
                .with("key", primary)
                .with("resealed", total)
                .with("left", others)
                .with("droppable", others == 0 ? String.join(",", droppable) : "")
                .emit();
    }
}
