package dev.waypost.send.session;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.Providers;
import dev.waypost.providers.Sessions;
import io.grpc.Context;
import io.grpc.Deadline;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Starts, stops and ends sessions: notes the wish, and waits a while for whoever carries it out.
@Singleton
class LogIns {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    private static final Duration LOOK = Duration.ofMillis(200);

    private final SessionTenants tenants;
    private final Providers providers;
    private final SessionStore store;
    private final SessionWishStore wishes;
    private final SessionNews news;

    LogIns(SessionTenants tenants, Providers providers, SessionStore store, SessionWishStore wishes, SessionNews news) {
        this.tenants = tenants;
        this.providers = providers;
        this.store = store;
        this.wishes = wishes;
        this.news = news;
    }

    Session get(String tenantId, String endpointId) {
        return found(key(tenantId, endpointId));
    }

    /// The session as soon as its gateway has answered, or as it stands when the caller's time is nearly up.
    ///
    /// @param pairPhone number to pair by code; null pairs by QR code
    Session start(String tenantId, String endpointId, SessionWishStore.Request request, @Nullable String pairPhone) {
        SessionEndpoint endpoint = tenants.endpoint(tenantId, endpointId);
        Sessions unused = sessions(endpoint);
        if (!endpoint.isUsable()) {
            throw Fault.of(Reason.ENDPOINT_DISABLED)
                    .with("tenant_id", tenantId)
                    .with("endpoint_id", endpoint.endpointId());
        }
        var key = new SessionKey(tenantId, endpoint.endpointId());
        wishes.start(key, request, pairPhone);
        news.wished();
        return awaited(
                key,
                session -> session.wish() != Wish.UP
                        || session.reconnectAttempts() > 0
                        || session.state() != Standing.STARTING);
    }

    Session stop(String tenantId, String endpointId, SessionWishStore.Request request) {
        SessionEndpoint endpoint = tenants.endpoint(tenantId, endpointId);
        ProviderKind provider = endpoint.access().provider();
        if (!sessions(endpoint).keepsLogIn()) {
            throw Fault.of(Reason.NOT_IMPLEMENTED)
                    .with("provider", provider)
                    .detail(provider + " cannot stop a session and keep its log-in; log it out instead.");
        }
        return end(new SessionKey(tenantId, endpoint.endpointId()), request, Wish.STOP, Standing.STOPPED);
    }

    Session logout(String tenantId, String endpointId, SessionWishStore.Request request) {
        return end(key(tenantId, endpointId), request, Wish.LOGOUT, Standing.LOGGED_OUT);
    }

    private Session end(SessionKey key, SessionWishStore.Request request, Wish wish, Standing goal) {
        wishes.end(key, request, wish, goal);
        news.wished();
        return awaited(
                key, session -> session.wish() != wish || session.reconnectAttempts() > 0 || session.state() == goal);
    }

    private SessionKey key(String tenantId, String endpointId) {
        // A session outlives its endpoint for a while, and can be read until it is forgotten.
        return endpointId.isEmpty()
                ? new SessionKey(
                        tenantId, tenants.endpoint(tenantId, endpointId).endpointId())
                : new SessionKey(tenantId, endpointId);
    }

    private Sessions sessions(SessionEndpoint endpoint) {
        ProviderKind provider = endpoint.access().provider();
        return providers
                .of(provider)
                .sessions()
                .orElseThrow(() -> Fault.of(Reason.FIELD_INVALID)
                        .violation(
                                "endpoint_id",
                                "value: " + endpoint.endpointId() + " of " + provider
                                        + " (expected: an endpoint of a self-hosted gateway)"));
    }

    private Session found(SessionKey key) {
        return store.find(key)
                .orElseThrow(() -> Fault.of(Reason.SESSION_NOT_FOUND)
                        .with("tenant_id", key.tenantId())
                        .with("endpoint_id", key.endpointId()));
    }

    private Session awaited(SessionKey key, Predicate<Session> settled) {
        long end = System.nanoTime() + patience().toNanos();
        while (true) {
            long heard = news.count();
            Session seen = found(key);
            if (settled.test(seen) || System.nanoTime() > end) {
                return seen;
            }
            try {
                news.await(heard, LOOK);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return seen;
            }
        }
    }

    /// Leaves enough of the caller's time for the answer to travel.
    private static Duration patience() {
        @Nullable Deadline deadline = Context.current().getDeadline();
        long left = deadline == null ? LONGEST_WAIT.toMillis() : deadline.timeRemaining(TimeUnit.MILLISECONDS) * 8 / 10;
        return Duration.ofMillis(Math.max(0, Math.min(left, LONGEST_WAIT.toMillis())));
    }
}
