package dev.waypost.send.session;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What people wish of sessions, each request once.
@Singleton
class SessionWishStore {
    private static final Duration LIMIT_PAUSE = Duration.ofSeconds(30);
    /// One start at a time counts and adds: two could each find the last place free.
    private static final long LIMITS = 0x73657373696f6eL;

    private static final String START = """
            INSERT INTO session AS s (tenant_id, endpoint_id, wish, state, pair_phone, due_time)
            VALUES (?, ?, 'UP', 'STARTING', ?, now())
            ON CONFLICT (tenant_id, endpoint_id) DO UPDATE SET wish = 'UP', wish_version = s.wish_version + 1,
              state = CASE WHEN s.state IN ('RECONNECTING', 'CONNECTED') THEN s.state ELSE 'STARTING' END,
              pair_phone = excluded.pair_phone, pairing = NULL, pairing_expire_time = NULL, pairing_since = NULL,
              pairing_attempt = 0, reconnect_attempts = 0, cause = NULL, due_time = now(), version = s.version + 1,
              update_time = now()""";

    private static final String END = """
            UPDATE session SET wish = ?, wish_version = wish_version + 1, reconnect_attempts = 0, due_time = now(),
              version = version + 1, update_time = now()
            WHERE tenant_id = ? AND endpoint_id = ?""";

    private final Db db;
    private final SessionStore store;
    private final SessionSettings settings;

    SessionWishStore(Db db, SessionStore store, SessionSettings settings) {
        this.db = db;
        this.store = store;
        this.settings = settings;
    }

    /// A request, and what tells it from another one under the same id.
    record Request(String requestId, byte[] digest) {}

    /// Wants a session to run; one that works or waits for the same person is left as it is.
    void start(SessionKey key, Request request, @Nullable String pairPhone) {
        db.run(sql -> {
            if (isRepeated(sql, key, request)) {
                return;
            }
            sql.list("SELECT pg_advisory_xact_lock(?)", _ -> 0, LIMITS);
            Optional<Session> before = store.lock(sql, key);
            boolean runs = before.isPresent()
                    && before.get().wish() == Wish.UP
                    && before.get().state().isUp();
            if (runs && isServed(before.get(), pairPhone)) {
                return;
            }
            if (!runs) {
                checkLimits(sql, key.tenantId());
            }
            sql.update(START, key.tenantId(), key.endpointId(), pairPhone);
        });
    }

    /// Wants a session to end; one that already did is left as it is.
    void end(SessionKey key, Request request, Wish wish, Standing goal) {
        db.run(sql -> {
            if (isRepeated(sql, key, request)) {
                return;
            }
            Session before = store.lock(sql, key)
                    .orElseThrow(() -> Fault.of(Reason.SESSION_NOT_FOUND)
                            .with("tenant_id", key.tenantId())
                            .with("endpoint_id", key.endpointId()));
            if (before.state() == goal) {
                return;
            }
            sql.update(END, wish.name(), key.tenantId(), key.endpointId());
        });
    }

    private static boolean isServed(Session session, @Nullable String pairPhone) {
        return switch (session.state()) {
            case CONNECTED -> true;
            case STARTING, PAIRING -> Objects.equals(session.pairPhone(), pairPhone);
            case RECONNECTING, STOPPED, LOGGED_OUT, FAILED -> false;
        };
    }

    private static boolean isRepeated(Sql sql, SessionKey key, Request request) throws SQLException {
        int added = sql.update(
                "INSERT INTO session_request (tenant_id, request_id, digest) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                key.tenantId(),
                request.requestId(),
                request.digest());
        if (added == 1) {
            return false;
        }
        byte[] known = sql.one(
                        "SELECT digest FROM session_request WHERE tenant_id = ? AND request_id = ?",
                        row -> row.bytes("digest"),
                        key.tenantId(),
                        request.requestId())
                .orElseThrow();
        if (!Arrays.equals(known, request.digest())) {
            throw Fault.of(Reason.REQUEST_ID_REUSED).with("request_id", request.requestId());
        }
        return true;
    }

    private void checkLimits(Sql sql, String tenantId) throws SQLException {
        Running running = sql.one("""
                SELECT count(*) AS platform, count(*) FILTER (WHERE tenant_id = ?) AS tenant FROM session
                WHERE due_time IS NOT NULL AND wish = 'UP'""", Running::of, tenantId).orElseThrow();
        if (running.tenant() >= settings.maxPerTenant()) {
            throw limit("the tenant", settings.maxPerTenant());
        }
        if (running.platform() >= settings.maxTotal()) {
            throw limit("the platform", settings.maxTotal());
        }
    }

    private record Running(int tenant, int platform) {
        static Running of(Row row) throws SQLException {
            return new Running(row.intValue("tenant"), row.intValue("platform"));
        }
    }

    private static Fault limit(String whose, int limit) {
        return Fault.of(Reason.SESSION_LIMIT_REACHED)
                .with("limit", limit)
                .detail(whose + " runs " + limit + " sessions, as many as it may.")
                .retryAfter(LIMIT_PAUSE);
    }
}
