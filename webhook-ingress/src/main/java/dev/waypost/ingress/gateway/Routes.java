package dev.waypost.ingress.gateway;

import dev.waypost.ingress.away.StoreTime;
import dev.waypost.ingress.gateway.UserLockStore.Look;
import dev.waypost.ingress.gateway.UserLockStore.Overtaken;
import dev.waypost.ingress.intake.CommitMeters;
import dev.waypost.ingress.intake.Intake;
import dev.waypost.ingress.intake.IntakeSettings;
import dev.waypost.ingress.intake.IntakeStore;
import dev.waypost.ingress.intake.Taken;
import dev.waypost.lanes.GroupCommit;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Commits messages of shared numbers with the locks that they make, many in one transaction.
///
/// What each message was prepared for is compared with the store in that transaction: nothing that any process believes
/// about a lock decides where a message goes unless it is true now.
@Singleton
class Routes {
    private static final int TRIES = 32;

    private final UserLockStore locks;
    private final IntakeStore intakes;
    private final Db db;
    private final GroupCommit<Arrival, Outcome> commits;

    Routes(
            UserLockStore locks,
            IntakeStore intakes,
            Db db,
            StoreTime time,
            CommitMeters meters,
            IntakeSettings settings) {
        this.locks = locks;
        this.intakes = intakes;
        this.db = db;
        this.commits = new GroupCommit<>(
                "gateway",
                settings.maxBatch(),
                settings.linger(),
                arrivals -> meters.measured(arrivals.size(), () -> time.of(() -> commit(arrivals))));
    }

    /// Returns after the commit.
    Outcome commit(Arrival arrival) {
        return commits.submit(arrival);
    }

    @PreDestroy
    void close() {
        commits.close();
    }

    private List<Outcome> commit(List<Arrival> arrivals) {
        for (int i = 0; i < TRIES; i++) {
            try {
                return db.tx(sql -> commit(sql, arrivals));
            } catch (Overtaken overtaken) {
                // The next try sees what the other process did.
                continue;
            }
        }
        throw Fault.of(Reason.STORE_UNAVAILABLE).retryAfter(Duration.ofSeconds(1));
    }

    private List<Outcome> commit(Sql sql, List<Arrival> arrivals) throws SQLException {
        Look look = locks.find(sql, arrivals);
        List<Outcome> outcomes = new ArrayList<>(arrivals.size());
        List<Integer> sound = sound(arrivals, look, outcomes);
        Set<UUID> fresh = sound.isEmpty()
                ? Set.of()
                : locks.seen(
                        sql, sound.stream().map(i -> arrivals.get(i).once()).toList());
        List<Integer> going = new ArrayList<>(sound.size());
        for (int i : sound) {
            if (fresh.contains(arrivals.get(i).once())) {
                going.add(i);
            } else {
                outcomes.set(i, new Outcome.Duplicate(look.found().get(i)));
            }
        }
        locks.apply(
                sql,
                going.stream()
                        .map(i -> arrivals.get(i).change())
                        .filter(change -> isDue(change, look.due()))
                        .toList());
        List<Intake> rows = going.stream()
                .map(i -> Objects.requireNonNull(arrivals.get(i).intake()))
                .toList();
        List<Taken> taken = rows.isEmpty() ? List.of() : intakes.commit(sql, rows);
        for (int i = 0; i < going.size(); i++) {
            outcomes.set(going.get(i), new Outcome.Stored(taken.get(i)));
        }
        return outcomes;
    }

    /// Those that may be stored; the others have their outcome already. A message whose user's lock is changed by an
    /// earlier one of the batch is decided again, and so is the second of two copies.
    private static List<Integer> sound(List<Arrival> arrivals, Look look, List<Outcome> outcomes) {
        var sound = new ArrayList<Integer>(arrivals.size());
        Set<String> changing = new HashSet<>();
        Set<UUID> keys = new HashSet<>();
        for (int i = 0; i < arrivals.size(); i++) {
            Arrival arrival = arrivals.get(i);
            Found found = look.found().get(i);
            outcomes.add(new Outcome.Mistaken(found));
            boolean moving = subjects(arrival, found).stream().anyMatch(changing::contains);
            if (arrival.intake() == null || moving || !found.equals(arrival.believed()) || !keys.add(arrival.once())) {
                continue;
            }
            sound.add(i);
            if (arrival.changesLock()) {
                changing.addAll(subjects(arrival, found));
            }
        }
        return sound;
    }

    /// What identifies the user within the batch: names, and locks that names lead to.
    private static List<String> subjects(Arrival arrival, Found found) {
        var subjects = new ArrayList<String>();
        arrival.names().forEach(name -> subjects.add(arrival.gatewayId() + '|' + name));
        subjects.addAll(found.lockIds());
        return subjects;
    }

    private static boolean isDue(@Nullable LockChange change, Set<String> due) {
        return switch (change) {
            case null -> false;
            case LockChange.Make make -> true;
            case LockChange.Keep keep -> keep.grows() || due.contains(keep.lockId());
        };
    }
}
