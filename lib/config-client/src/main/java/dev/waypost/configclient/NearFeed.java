package dev.waypost.configclient;

import dev.waypost.configclient.NearSnapshots.Poll;
import dev.waypost.configclient.NearSnapshots.Positioned;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Follows the announcements in Redis: asks what changed since it asked last, and works out up to when it knows all.
///
/// Redis says how long ago config-service vouched for it, by Redis's own clock. Should that clock be set back, a turn
/// that was already seen still makes nothing newer than the moment it was seen first.
final class NearFeed {
    private static final int PAGE = 500;
    /// A lookup that finds the horizon too old asks at once, but not while Redis does not answer.
    private static final long PAUSE_AFTER_FAILURE = 200_000_000L;

    private final NearSnapshots redis;
    private final Announcements announcements;
    private final LongSupplier nanos;
    private final ReentrantLock polling = new ReentrantLock();
    private volatile String generation = "";
    private String database = "";
    private long position;
    private long turn;
    private long turnSeen;
    private long sessions;
    private volatile long failed;
    private volatile boolean failing;
    private volatile Horizon horizon = Horizon.NONE;

    NearFeed(NearSnapshots redis, Announcements announcements, LongSupplier nanos) {
        this.redis = redis;
        this.announcements = announcements;
        this.nanos = nanos;
    }

    Horizon horizon() {
        return horizon;
    }

    /// The generation of Redis that the horizon is about, or a newer one.
    String generation() {
        return generation;
    }

    /// Asks at once when the horizon does not reach far enough: after a pause of this process, say.
    Horizon renewed(long moment) {
        Horizon now = horizon;
        if (now.reaches(moment) || (failing && nanos.getAsLong() - failed < PAUSE_AFTER_FAILURE)) {
            return now;
        }
        // Who is told that Redis does not answer need not wait to hear it again.
        if (!polling.tryLock()) {
            if (failing) {
                return horizon;
            }
            polling.lock();
        }
        try {
            return horizon.reaches(moment) ? horizon : poll();
        } finally {
            polling.unlock();
        }
    }

    /// Asks what changed.
    Horizon poll() {
        polling.lock();
        try {
            return ask();
        } finally {
            polling.unlock();
        }
    }

    private Horizon ask() {
        long began = nanos.getAsLong();
        try {
            while (true) {
                Optional<Poll> answer = redis.poll(generation, position, PAGE);
                if (answer.isEmpty()) {
                    generation = "";
                    horizon = Horizon.NONE;
                    return failed();
                }
                Poll poll = answer.get();
                if (!poll.generation().equals(generation)) {
                    begin(poll);
                }
                for (Positioned each : poll.changes()) {
                    position = each.position();
                    announcements.heard(each.change());
                }
                if (poll.changes().size() < PAGE) {
                    return advance(poll, began);
                }
                began = nanos.getAsLong();
            }
        } catch (RuntimeException e) {
            return failed();
        }
    }

    /// What is read from now on is covered; what was read before may have changed unheard.
    private void begin(Poll poll) {
        String shown = database(poll.generation());
        if (!database.isEmpty() && !database.equals(shown)) {
            announcements.otherDatabase();
        }
        database = shown;
        generation = poll.generation();
        position = poll.position();
        turn = 0;
        // Reaches nothing yet, however the clock stands.
        horizon = new Horizon(++sessions, nanos.getAsLong() - Long.MAX_VALUE / 2);
    }

    private Horizon advance(Poll poll, long began) {
        if (poll.turn() != turn) {
            turn = poll.turn();
            turnSeen = nanos.getAsLong();
        }
        boolean vouched = turn > 0 && poll.ageNanos() >= 0;
        if (vouched) {
            long until = began - poll.ageNanos();
            horizon = horizon.upTo(turnSeen - until < 0 ? turnSeen : until);
        }
        failing = !horizon.reaches(began);
        failed = began;
        return horizon;
    }

    private Horizon failed() {
        failed = nanos.getAsLong();
        failing = true;
        return horizon;
    }

    private static String database(String generation) {
        return generation.substring(0, Math.max(0, generation.lastIndexOf('/')));
    }
}
