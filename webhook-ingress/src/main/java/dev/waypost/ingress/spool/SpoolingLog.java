package dev.waypost.ingress.spool;

import dev.waypost.ingress.away.StoreTime;
import dev.waypost.ingress.intake.Intake;
import dev.waypost.ingress.intake.IntakeLog;
import dev.waypost.ingress.intake.IntakeStore;
import dev.waypost.ingress.intake.Taken;
import dev.waypost.ingress.intake.Unplaced;
import dev.waypost.ingress.intake.WaitingRoom;
import dev.waypost.ingress.seal.BodySeal;
import dev.waypost.lanes.GroupCommit;
import dev.waypost.platform.boot.WithoutStore;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.micronaut.context.annotation.Primary;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/// Webhooks go to the store, or, while it is away, to the spool: then they are answered all the same.
///
/// As long as something waits in the spool everything goes there, so that no event overtakes an older one. A commit
/// that takes too long may still happen: its webhooks are then stored already when the spool brings them again, and are
/// left as they are.
@Singleton
@Primary
@Requires(bean = Spool.class)
final class SpoolingLog implements IntakeLog, WaitingRoom, WithoutStore, AutoCloseable {
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final int MOST_AT_ONCE = 64;

    private final IntakeStore store;
    private final Spool spool;
    private final StoreTime time;
    private final BodySeal seal;
    private final GroupCommit<byte[], Boolean> unplaced;

    SpoolingLog(IntakeStore store, Spool spool, StoreTime time, BodySeal seal) {
        this.store = store;
        this.spool = spool;
        this.time = time;
        this.seal = seal;
        this.unplaced = new GroupCommit<>("unplaced", MOST_AT_ONCE, Duration.ofMillis(1), batch -> {
            append(batch);
            return Collections.nCopies(batch.size(), true);
        });
    }

    @Override
    public List<Taken> commit(List<Intake> intakes) {
        if (spool.isEmpty()) {
            try {
                return store(intakes);
            } catch (Fault fault) {
                if (fault.reason() != Reason.STORE_UNAVAILABLE) {
                    throw fault;
                }
            }
        }
        append(intakes.stream().map(IntakeCodec::encode).toList());
        return Collections.nCopies(intakes.size(), Taken.onDisk());
    }

    /// Commits with a bound on the time; whatever the data is to blame for is thrown as it is.
    List<Taken> store(List<Intake> intakes) {
        return time.of(() -> store.commit(intakes));
    }

    @Override
    public boolean isInUse() {
        return !spool.isEmpty();
    }

    @Override
    public void keep(Unplaced events) {
        unplaced.submit(UnplacedCodec.encode(events, seal));
    }

    @Override
    public boolean takesWork() {
        return spool.hasRoom();
    }

    private void append(List<byte[]> records) {
        try {
            spool.append(records);
        } catch (IOException e) {
            throw Fault.of(Reason.STORE_UNAVAILABLE).retryAfter(LATER).because(e);
        }
    }

    @Override
    public void close() {
        unplaced.close();
    }
}
