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
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;

/// Webhooks go to the store, or, while it is away, to the spool: then they are answered all the same.
///
/// As long as something waits in the spool everything goes there, so that no event overtakes an older one; what waits
/// for a key there makes only those wait that are of its line. A commit that takes too long may still happen: its
/// webhooks are then stored already when the spool brings them again, and are left as they are.
@Singleton
@Primary
@Requires(bean = Spool.class)
final class SpoolingLog implements IntakeLog, WaitingRoom, WithoutStore, AutoCloseable {
    private static final Duration LATER = Duration.ofSeconds(30);
    private static final int MOST_AT_ONCE = 64;

    private final IntakeStore store;
    private final Spool spool;
    private final KeyWait waits;
    private final StoreTime time;
    private final BodySeal seal;
    private final GroupCommit<byte[], Boolean> unplaced;

    SpoolingLog(IntakeStore store, Spool spool, KeyWait waits, StoreTime time, BodySeal seal) {
        this.store = store;
        this.spool = spool;
        this.waits = waits;
        this.time = time;
        this.seal = seal;
        this.unplaced = new GroupCommit<>("unplaced", MOST_AT_ONCE, Duration.ofMillis(1), batch -> {
            BitSet kept = spool.isEmpty() ? behind(batch) : new BitSet();
            append(IntStream.range(0, batch.size())
                    .filter(i -> !kept.get(i))
                    .mapToObj(batch::get)
                    .toList());
            return Collections.nCopies(batch.size(), true);
        });
    }

    @Override
    public List<Taken> commit(List<Intake> intakes) {
        if (!spool.isEmpty()) {
            return spooled(intakes);
        }
        if (waits.isEmpty()) {
            return storedOrSpooled(intakes);
        }
        BitSet kept = behind(intakes.stream().map(IntakeCodec::encode).toList());
        List<Intake> free = IntStream.range(0, intakes.size())
                .filter(i -> !kept.get(i))
                .mapToObj(intakes::get)
                .toList();
        Iterator<Taken> stored = storedOrSpooled(free).iterator();
        return IntStream.range(0, intakes.size())
                .mapToObj(i -> kept.get(i) ? Taken.onDisk() : stored.next())
                .toList();
    }

    private List<Taken> storedOrSpooled(List<Intake> intakes) {
        if (intakes.isEmpty()) {
            return List.of();
        }
        try {
            return store(intakes);
        } catch (Fault fault) {
            if (fault.reason() != Reason.STORE_UNAVAILABLE) {
                throw fault;
            }
            return spooled(intakes);
        }
    }

    private List<Taken> spooled(List<Intake> intakes) {
        append(intakes.stream().map(IntakeCodec::encode).toList());
        return Collections.nCopies(intakes.size(), Taken.onDisk());
    }

    /// Which of them are safe now behind others of their line that wait for a key. To be asked when the spool was
    /// empty: else they go there first, as all do.
    private BitSet behind(List<byte[]> records) {
        try {
            return waits.keep(records);
        } catch (Spool.Full full) {
            if (records.size() > 1) {
                // Whoever does not wait is not refused for those who do: they are tried by themselves.
                throw new IllegalArgumentException("some of these wait for a key, and no more of them have room", full);
            }
            throw unavailable(full);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /// Commits with a bound on the time; whatever the data is to blame for is thrown as it is.
    List<Taken> store(List<Intake> intakes) {
        return time.of(() -> store.commit(intakes));
    }

    @Override
    public boolean isInUse(String tenantId) {
        return !spool.isEmpty() || waits.holds(RecordHead.unplaced(tenantId));
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
        if (records.isEmpty()) {
            return;
        }
        try {
            spool.append(records);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private static Fault unavailable(IOException e) {
        return Fault.of(Reason.STORE_UNAVAILABLE).retryAfter(LATER).because(e);
    }

    @Override
    public void close() {
        unplaced.close();
    }
}
