package dev.waypost.ingress.gateway;

import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Locks of users, read and written for many messages at a time.
@Singleton
final class UserLockStore {
    /// A lock is noted as used once in a sixtieth of its length or in a minute, whichever comes first: a write for each
    /// message would cost more than the message.
    private static final String FIND = """
            SELECT q.place, q.name, l.lock_id, l.tenant_id, l.code, l.ttl_millis, l.expires_at > now() AS live,
              l.last_event_at < now() - least((l.expires_at - l.last_event_at) / 60, interval '1 minute') AS due
            FROM unnest(?::int[], ?::text[], ?::text[]) AS q(place, gateway_id, name)
            JOIN user_lock_name n ON n.gateway_id = q.gateway_id AND n.name = q.name
            JOIN user_lock l ON l.lock_id = n.lock_id""";

    private static final String ONCE = """
            INSERT INTO gateway_once (key) SELECT key FROM unnest(?::uuid[]) AS k(key) ORDER BY key
            ON CONFLICT DO NOTHING RETURNING key""";

    private static final String MAKE = """
            INSERT INTO user_lock (lock_id, gateway_id, tenant_id, code, ttl_millis, expires_at)
            SELECT m.lock_id, m.gateway_id, m.tenant_id, m.code, m.ttl_millis, now() + m.lasts * interval '1 millisecond'
            FROM unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
              AS m(lock_id, gateway_id, tenant_id, code, ttl_millis, lasts)""";

    private static final String TOUCH = """
            UPDATE user_lock l SET last_event_at = now(), expires_at = now() + t.lasts * interval '1 millisecond'
            FROM unnest(?::text[], ?::bigint[]) AS t(lock_id, lasts) WHERE l.lock_id = t.lock_id""";

    private static final String MOVE_NAMES = """
            UPDATE user_lock_name n SET lock_id = m.new FROM unnest(?::text[], ?::text[]) AS m(old, new)
            WHERE n.lock_id = m.old""";

    private static final String ADD_NAMES = """
            INSERT INTO user_lock_name (gateway_id, name, lock_id)
            SELECT gateway_id, name, lock_id FROM unnest(?::text[], ?::text[], ?::text[]) AS a(gateway_id, name, lock_id)
            ORDER BY name, gateway_id ON CONFLICT DO NOTHING""";

    /// What was found for each of many users.
    ///
    /// @param due locks that are to be noted as used
    record Look(List<Found> found, Set<String> due) {}

    private record Name(String gatewayId, String name, String lockId) {}

    private record Hit(int place, String name, Held lock, boolean due) {}

    /// Somebody else changed what a change builds on: it is to be decided again.
    static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super("a lock changed meanwhile", null, false, false);
        }
    }

    Look find(Sql sql, List<Arrival> arrivals) throws SQLException {
        var places = new ArrayList<Integer>();
        var gateways = new ArrayList<String>();
        var names = new ArrayList<String>();
        for (int i = 0; i < arrivals.size(); i++) {
            for (String name : arrivals.get(i).names()) {
                places.add(i);
                gateways.add(arrivals.get(i).gatewayId());
                names.add(name);
            }
        }
        List<Hit> hits = sql.list(
                FIND,
                UserLockStore::hit,
                sql.array("int4", places),
                sql.array("text", gateways),
                sql.array("text", names));
        return look(arrivals, hits);
    }

    private static Look look(List<Arrival> arrivals, List<Hit> hits) {
        Map<Integer, List<Hit>> byPlace = new HashMap<>();
        Set<String> due = new HashSet<>();
        for (Hit hit : hits) {
            byPlace.computeIfAbsent(hit.place(), place -> new ArrayList<>()).add(hit);
            if (hit.due()) {
                due.add(hit.lock().lockId());
            }
        }
        var found = new ArrayList<Found>(arrivals.size());
        for (int i = 0; i < arrivals.size(); i++) {
            List<Hit> own = byPlace.getOrDefault(i, List.of());
            Set<String> unknown = new TreeSet<>(arrivals.get(i).names());
            own.forEach(hit -> unknown.remove(hit.name()));
            List<Held> locks = own.stream()
                    .map(Hit::lock)
                    .distinct()
                    .sorted(Comparator.comparing(Held::lockId))
                    .toList();
            found.add(new Found(locks, unknown));
        }
        return new Look(found, due);
    }

    /// Notes the messages as seen; answers those that were not seen before.
    Set<UUID> seen(Sql sql, Collection<UUID> keys) throws SQLException {
        return new HashSet<>(
                sql.list(ONCE, row -> UUID.fromString(row.string("key")), sql.array("uuid", List.copyOf(keys))));
    }

    /// All of it, or [Overtaken]. Rows are locked in order first, so that two processes never wait for each other in a
    /// circle.
    void apply(Sql sql, List<LockChange> changes) throws SQLException {
        if (changes.isEmpty()) {
            return;
        }
        var old = new TreeSet<String>();
        var moves = new TreeMap<String, String>();
        var touches = new TreeMap<String, Long>();
        var made = new ArrayList<LockChange.Make>();
        var names = new ArrayList<Name>();
        for (LockChange change : changes) {
            switch (change) {
                case LockChange.Make make -> {
                    made.add(make);
                    make.replaced().forEach(lockId -> moves.put(lockId, make.lockId()));
                    make.names().forEach(name -> names.add(new Name(make.gatewayId(), name, make.lockId())));
                }
                case LockChange.Keep keep -> {
                    old.add(keep.lockId());
                    touches.merge(keep.lockId(), keep.lastsMillis(), Math::max);
                    keep.merged().forEach(lockId -> moves.put(lockId, keep.lockId()));
                    keep.names().forEach(name -> names.add(new Name(keep.gatewayId(), name, keep.lockId())));
                }
            }
        }
        old.addAll(moves.keySet());
        hold(sql, old);
        make(sql, made);
        if (!moves.isEmpty()) {
            sql.update(MOVE_NAMES, sql.array("text", moves.keySet()), sql.array("text", moves.values()));
            sql.update("DELETE FROM user_lock WHERE lock_id = ANY(?)", sql.array("text", moves.keySet()));
        }
        if (!touches.isEmpty()) {
            sql.update(TOUCH, sql.array("text", touches.keySet()), sql.array("int8", touches.values()));
        }
        add(sql, names);
    }

    /// Whether the lock was there.
    boolean end(Sql sql, String lockId) throws SQLException {
        return sql.update("DELETE FROM user_lock WHERE lock_id = ?", lockId) == 1;
    }

    private static void hold(Sql sql, Collection<String> lockIds) throws SQLException {
        if (lockIds.isEmpty()) {
            return;
        }
        int held = sql.list(
                        "SELECT 1 AS one FROM user_lock WHERE lock_id = ANY(?) ORDER BY lock_id FOR UPDATE",
                        row -> true,
                        sql.array("text", lockIds))
                .size();
        if (held < lockIds.size()) {
            throw new Overtaken();
        }
    }

    private static void make(Sql sql, List<LockChange.Make> made) throws SQLException {
        if (made.isEmpty()) {
            return;
        }
        sql.update(
                MAKE,
                sql.array("text", made.stream().map(LockChange.Make::lockId).toList()),
                sql.array("text", made.stream().map(LockChange.Make::gatewayId).toList()),
                sql.array("text", made.stream().map(LockChange.Make::tenantId).toList()),
                sql.array("text", made.stream().map(LockChange.Make::code).toList()),
                sql.array("int8", made.stream().map(LockChange.Make::ttlMillis).toList()),
                sql.array(
                        "int8", made.stream().map(LockChange.Make::lastsMillis).toList()));
    }

    private static void add(Sql sql, List<Name> names) throws SQLException {
        if (names.isEmpty()) {
            return;
        }
        int added = sql.update(
                ADD_NAMES,
                sql.array("text", names.stream().map(Name::gatewayId).toList()),
                sql.array("text", names.stream().map(Name::name).toList()),
                sql.array("text", names.stream().map(Name::lockId).toList()));
        if (added < names.size()) {
            throw new Overtaken();
        }
    }

    private static Hit hit(Row row) throws SQLException {
        return new Hit(row.intValue("place"), row.string("name"), held(row), row.bool("due"));
    }

    static Held held(Row row) throws SQLException {
        @Nullable String ttl = row.stringOrNull("ttl_millis");
        return new Held(
                row.string("lock_id"),
                row.string("tenant_id"),
                row.string("code"),
                ttl == null ? null : Long.valueOf(ttl),
                row.bool("live"));
    }
}
