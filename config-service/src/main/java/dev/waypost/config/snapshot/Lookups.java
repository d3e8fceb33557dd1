package dev.waypost.config.snapshot;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Looks names up in rounds: whoever asks while a round is under way is in the next one, and one statement tells who is
/// behind all the names of a round and at which revision. A snapshot that memory holds at just that revision is not
/// read again, so an answer never shows less than was committed when its question came, whoever committed it.
@Singleton
final class Lookups implements Worker {
    private static final int MOST = 1_000;
    private static final int WORKERS = 4;

    private final LookupStore store;
    private final HeldSnapshots held;
    private final BlockingQueue<Ask> asked = new LinkedBlockingQueue<>();
    /// One round of questions at a time: the longer it takes, the more the next one answers.
    private final ReentrantLock round = new ReentrantLock();
    private final List<Thread> workers = new ArrayList<>();
    private volatile boolean closed;

    Lookups(LookupStore store, HeldSnapshots held) {
        this.store = store;
        this.held = held;
    }

    @Override
    public void start() {
        for (int i = 0; i < WORKERS; i++) {
            workers.add(Thread.ofVirtual().name("lookups-" + i).start(this::work));
        }
    }

    @Override
    public void close() {
        closed = true;
        workers.forEach(Thread::interrupt);
        var left = new ArrayList<Ask>();
        asked.drainTo(left);
        fail(left, Fault.of(Reason.SHUTTING_DOWN));
    }

    /// Has it answered by the next round.
    Ask ask(Ask ask) {
        asked.add(ask);
        if (closed) {
            fail(List.of(ask), Fault.of(Reason.SHUTTING_DOWN));
        }
        return ask;
    }

    private void work() {
        while (!closed) {
            var all = new ArrayList<Ask>();
            try {
                List<Found> found;
                round.lockInterruptibly();
                try {
                    all.add(asked.take());
                    asked.drainTo(all, MOST - 1);
                    found = find(all);
                } finally {
                    round.unlock();
                }
                answer(all, found);
            } catch (InterruptedException e) {
                fail(all, Fault.of(Reason.SHUTTING_DOWN));
                return;
            } catch (RuntimeException e) {
                fail(all, e);
            }
        }
    }

    private record Found(Ask ask, Place place) {}

    private List<Found> find(List<Ask> all) {
        Map<Ask.Kind, List<Ask>> byKind = new EnumMap<>(Ask.Kind.class);
        for (Ask ask : all) {
            byKind.computeIfAbsent(ask.kind(), kind -> new ArrayList<>()).add(ask);
        }
        var found = new ArrayList<Found>(all.size());
        byKind.forEach((kind, asks) ->
                store.find(kind, asks).forEach(one -> found.add(new Found(asks.get(one.at()), one.place()))));
        return found;
    }

    private void answer(List<Ask> all, List<Found> found) {
        var missing = new LinkedHashMap<String, List<Found>>();
        for (Found one : found) {
            Place place = one.place();
            boolean wanted = one.ask().kind() == Ask.Kind.TENANT;
            @Nullable ReadySnapshot snapshot = wanted ? held.find(place) : null;
            if (wanted && snapshot == null) {
                missing.computeIfAbsent(place.tenantId(), id -> new ArrayList<>())
                        .add(one);
            } else {
                one.ask().answer().complete(new Answer(place, snapshot));
            }
        }
        if (!missing.isEmpty()) {
            // All of one round are of one database: one statement cannot see two.
            String database = found.getFirst().place().database();
            Map<String, ReadySnapshot> read = held.read(database, missing.keySet());
            missing.forEach((tenantId, waiting) -> {
                @Nullable ReadySnapshot snapshot = read.get(tenantId);
                for (Found one : waiting) {
                    one.ask().answer().complete(snapshot == null ? null : new Answer(one.place(), snapshot));
                }
            });
        }
        // Nobody is behind the rest.
        all.forEach(ask -> ask.answer().complete(null));
    }

    private static void fail(List<Ask> asks, RuntimeException failure) {
        asks.forEach(ask -> ask.answer().completeExceptionally(failure));
    }
}
