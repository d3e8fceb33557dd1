package dev.waypost.config.snapshot;

import dev.waypost.config.snapshot.OutboxStore.Change;
import dev.waypost.config.snapshot.OutboxStore.Changes;
import dev.waypost.platform.boot.Gate;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Looks what was committed, for all who watch, and only while somebody does.
///
/// PostgreSQL is asked from the oldest transaction that was under way at the look before, so that none is missed
/// however late it commits. What a look finds again is not told again.
@Singleton
final class ChangeWatch implements Worker {
    static final int MOST = 1_000;
    private static final Duration PAUSE = Duration.ofMillis(200);
    /// More than this many changes are not told one by one: the watcher is to ask for everything again.
    private static final int PAGE = 10_000;

    private final OutboxStore outbox;
    private final Gate gate;
    private final Set<WatcherApi> watchers = ConcurrentHashMap.newKeySet();
    private String position = "";
    private String identity = "";
    private Map<String, Long> told = Map.of();
    private long look;
    private final Loops loops = new Loops();

    ChangeWatch(OutboxStore outbox, Gate gate) {
        this.outbox = outbox;
        this.gate = gate;
    }

    @Override
    public void start() {
        loops.every("change-watch", PAUSE, this::runOnce);
    }

    @Override
    public void close() {
        loops.close();
        watchers.forEach(WatcherApi::end);
    }

    /// @throws Fault QUEUE_FULL when too many watch already
    void add(WatcherApi watcher) {
        if (watchers.size() >= MOST) {
            throw Fault.of(Reason.QUEUE_FULL).retryAfter(Duration.ofSeconds(5));
        }
        watchers.add(watcher);
        loops.wake();
    }

    void remove(WatcherApi watcher) {
        watchers.remove(watcher);
    }

    void runOnce() {
        if (!gate.isOpen()) {
            // A drain waits for every call to end; these would not by themselves.
            watchers.forEach(WatcherApi::end);
            watchers.clear();
        }
        if (watchers.isEmpty()) {
            position = "";
            told = Map.of();
            return;
        }
        look++;
        // Whoever joins from here on is not served by this look.
        List<WatcherApi> served = List.copyOf(watchers);
        long began = System.nanoTime();
        String database = outbox.identity();
        if (!database.equals(identity)) {
            identity = database;
            position = "";
        }
        Changes found = outbox.since(position, PAGE);
        boolean all = !position.isEmpty() && found.changes().size() < PAGE;
        var now = new HashMap<String, Long>();
        found.changes().forEach(change -> now.put(change.member(), change.revision()));
        List<Change> fresh = found.changes().stream()
                .filter(change -> !Long.valueOf(change.revision()).equals(told.get(change.member())))
                .toList();
        String to = cursor(found.position());
        for (WatcherApi watcher : served) {
            serve(watcher, all ? fresh : null, to, began);
        }
        told = now;
        position = found.position();
    }

    /// Who was served by the look before gets what this one found; everybody else what there is since its cursor. The
    /// cursor alone does not tell: it stays the same while a transaction is long under way.
    private void serve(WatcherApi watcher, @Nullable List<Change> fresh, String to, long began) {
        if (!watcher.isReady()) {
            return;
        }
        if (watcher.cursor().isEmpty()) {
            watcher.complete(to, began, look);
        } else if (watcher.look() == look - 1 && fresh != null) {
            fresh.forEach(watcher::changed);
            watcher.complete(to, began, look);
        } else {
            catchUp(watcher);
        }
    }

    private void catchUp(WatcherApi watcher) {
        String cursor = watcher.cursor();
        String stands = cursor.substring(cursor.lastIndexOf('/') + 1);
        long began = System.nanoTime();
        if (!cursor(stands).equals(cursor) || !stands.matches("[0-9]{1,20}")) {
            watcher.missed();
            watcher.complete(cursor(outbox.since("", PAGE).position()), began, look);
            return;
        }
        Changes found = outbox.since(stands, PAGE);
        if (found.changes().size() < PAGE) {
            found.changes().forEach(watcher::changed);
        } else {
            watcher.missed();
        }
        watcher.complete(cursor(found.position()), began, look);
    }

    private String cursor(String at) {
        return at.isEmpty() ? "" : identity + "/" + at;
    }
}
