package dev.waypost.send.session;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.providers.PairBy;
import dev.waypost.providers.PairingAnswer;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.Providers;
import dev.waypost.providers.SessionAnswer;
import dev.waypost.providers.SessionAnswer.At;
import dev.waypost.providers.SessionState;
import dev.waypost.providers.Sessions;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/// Works a session once: asks its gateway, and says what becomes of it. Holds no database connection.
@Singleton
class SessionTurn {
    private final Providers providers;
    private final SessionTenants tenants;
    private final SessionSettings settings;

    SessionTurn(Providers providers, SessionTenants tenants, SessionSettings settings) {
        this.providers = providers;
        this.tenants = tenants;
        this.settings = settings;
    }

    /// One session on its way through a turn.
    private record Work(Session session, SessionEndpoint endpoint, Sessions sessions, SessionRules rules) {
        ProviderKind provider() {
            return endpoint.access().provider();
        }

        double chance() {
            return ThreadLocalRandom.current().nextDouble();
        }

        Next again(@Nullable String cause) {
            return SessionPolicy.again(session, cause, rules, chance());
        }
    }

    /// @param traffic of a session that is connected
    Next take(Session session, Traffic traffic) {
        SessionEndpoint endpoint;
        try {
            endpoint = tenants.endpoint(session.key().tenantId(), session.key().endpointId());
        } catch (Fault fault) {
            if (fault.reason() == Reason.TENANT_NOT_FOUND || fault.reason() == Reason.ENDPOINT_NOT_FOUND) {
                return Next.over(Standing.FAILED, "its endpoint is gone");
            }
            throw fault;
        }
        Sessions sessions =
                providers.of(endpoint.access().provider()).sessions().orElse(null);
        if (sessions == null) {
            return Next.over(Standing.FAILED, "the endpoint's provider has no sessions now");
        }
        var work = new Work(session, endpoint, sessions, rules(endpoint));
        Next next = switch (session.wish()) {
            case UP -> endpoint.isUsable() ? up(work, traffic) : unusable(session);
            case STOP -> ended(work, sessions.stop(endpoint.access(), timeout()), Standing.STOPPED);
            case LOGOUT -> ended(work, sessions.logout(endpoint.access(), timeout()), Standing.LOGGED_OUT);
        };
        if (next.halt() && sessions.keepsLogIn()) {
            // A gateway goes on making codes that nobody scans; that it cannot be told changes nothing for us.
            SessionAnswer ignored = sessions.stop(endpoint.access(), timeout());
        }
        return next;
    }

    private SessionRules rules(SessionEndpoint endpoint) {
        return new SessionRules(
                endpoint.autoReconnect(),
                endpoint.reconnectInterval(),
                endpoint.maxAttempts(),
                settings.maxCodes(),
                settings.longestPairing(),
                settings.lookInterval(),
                settings.pairingInterval());
    }

    private Duration timeout() {
        return settings.callTimeout();
    }

    private static Next unusable(Session session) {
        return session.state() == Standing.CONNECTED
                ? Next.over(Standing.STOPPED, "the tenant or its endpoint is switched off")
                : Next.over(Standing.FAILED, "the tenant or its endpoint is switched off");
    }

    private Next up(Work work, Traffic traffic) {
        return switch (work.session().state()) {
            case STARTING, STOPPED, LOGGED_OUT, FAILED -> start(work);
            case PAIRING -> pairing(work);
            case CONNECTED -> connected(work, traffic);
            case RECONNECTING -> reconnect(work);
        };
    }

    private Next start(Work work) {
        SessionAnswer answer =
                work.sessions().start(work.endpoint().access(), work.endpoint().webhook(), timeout());
        return switch (answer) {
            case At at ->
                switch (at.state()) {
                    case CONNECTED -> SessionPolicy.connected(work.session(), at, work.rules());
                    case PAIRING, STOPPED, LOGGED_OUT -> ask(work, null);
                    case STARTING, ABSENT, FAILED -> work.again(at.cause());
                };
            case SessionAnswer.Failed failed ->
                SessionPolicy.isHopeless(failed.kind())
                        ? Next.over(Standing.FAILED, failed.cause())
                        : work.again(failed.cause());
            case SessionAnswer.Unsupported unsupported -> Next.over(Standing.FAILED, unsupported.detail());
        };
    }

    /// Asks for something to scan or type.
    private Next ask(Work work, @Nullable ShownCode before) {
        @Nullable String phone = work.session().pairPhone();
        PairBy how = phone == null ? new PairBy.Qr() : new PairBy.Code(phone);
        Instant now = work.session().now();
        return switch (work.sessions().pair(work.endpoint().access(), how, timeout())) {
            case PairingAnswer.Qr qr ->
                SessionPolicy.pairing(work.session(), SessionPolicy.shown(before, qr, now), work.rules());
            case PairingAnswer.Code code ->
                SessionPolicy.pairing(work.session(), SessionPolicy.shown(before, code, now), work.rules());
            case PairingAnswer.NotNow not ->
                not.state() == SessionState.CONNECTED
                        ? SessionPolicy.connected(work.session(), new At(SessionState.CONNECTED), work.rules())
                        : work.again(not.cause());
            case PairingAnswer.Failed failed ->
                SessionPolicy.isHopeless(failed.kind())
                        ? Next.over(Standing.FAILED, failed.cause())
                        : work.again(failed.cause());
        };
    }

    private Next pairing(Work work) {
        Session session = work.session();
        @Nullable ShownCode shown = session.shown();
        SessionAnswer answer = work.sessions().state(work.endpoint().access(), timeout());
        if (answer instanceof At at && at.state() == SessionState.CONNECTED) {
            return SessionPolicy.connected(session, at, work.rules());
        }
        if (answer instanceof At at && at.state() == SessionState.FAILED) {
            return SessionPolicy.unpaired("the gateway gave up: " + at.cause());
        }
        if (shown == null || SessionPolicy.tookTooLong(shown, session.now(), work.rules())) {
            return SessionPolicy.unpaired(
                    "nobody paired within " + work.rules().longestPairing().toSeconds() + " s");
        }
        boolean expired = !session.now().isBefore(shown.expireTime());
        return expired && answer instanceof At ? ask(work, shown) : SessionPolicy.pairing(session, shown, work.rules());
    }

    private Next connected(Work work, Traffic traffic) {
        Session session = work.session();
        SessionAnswer answer = work.sessions().state(work.endpoint().access(), timeout());
        if (!(answer instanceof At at) || at.state() != SessionState.CONNECTED) {
            return answer instanceof At at && SessionPolicy.needsPerson(at.state(), work.provider())
                    ? Next.over(Standing.LOGGED_OUT, at.cause())
                    : SessionPolicy.lost(session, cause(answer), work.rules(), work.chance());
        }
        if (traffic.unheard() >= settings.muteMessages()) {
            return mute(work, traffic);
        }
        Next stays = SessionPolicy.connected(session, at, work.rules());
        return SessionPolicy.isIdle(session, settings.idleTtl())
                        && work.sessions().keepsLogIn()
                ? stays.wishing(Wish.STOP)
                : stays;
    }

    /// It claims to work, and nothing comes back: it is told to connect anew, and then measured from there.
    private Next mute(Work work, Traffic traffic) {
        String cause = "claims to work, but none of " + traffic.unheard() + " messages was acknowledged for "
                + settings.muteAfter().toMinutes() + " minutes";
        SessionAnswer answer = work.sessions().restart(work.endpoint().access(), timeout());
        return answer instanceof At at && SessionPolicy.needsPerson(at.state(), work.provider())
                ? Next.over(Standing.LOGGED_OUT, at.cause())
                : SessionPolicy.lost(work.session(), cause, work.rules(), work.chance());
    }

    private Next reconnect(Work work) {
        SessionAnswer seen = work.sessions().state(work.endpoint().access(), timeout());
        // WAHA says so while it connects; to start it anew then would only set it back.
        boolean onItsWay = seen instanceof At at
                && (at.state() == SessionState.CONNECTED
                        || (at.state() == SessionState.STARTING && work.provider() == ProviderKind.WAHA));
        SessionAnswer answer = onItsWay || seen instanceof SessionAnswer.Failed ? seen : revive(work, seen);
        if (answer instanceof At at) {
            if (at.state() == SessionState.CONNECTED) {
                return SessionPolicy.connected(work.session(), at, work.rules());
            }
            if (SessionPolicy.needsPerson(at.state(), work.provider())) {
                return Next.over(Standing.LOGGED_OUT, at.cause());
            }
        }
        return work.again(cause(answer));
    }

    private SessionAnswer revive(Work work, SessionAnswer seen) {
        if (seen instanceof At at && SessionPolicy.needsPerson(at.state(), work.provider())) {
            return at;
        }
        boolean absent = seen instanceof At at && at.state() == SessionState.ABSENT;
        return absent
                ? work.sessions()
                        .start(work.endpoint().access(), work.endpoint().webhook(), timeout())
                : work.sessions().restart(work.endpoint().access(), timeout());
    }

    private static Next ended(Work work, SessionAnswer answer, Standing goal) {
        return switch (answer) {
            case At _ -> Next.over(goal, null).wishing(work.session().wish());
            case SessionAnswer.Unsupported unsupported ->
                Next.over(goal, unsupported.detail()).wishing(work.session().wish());
            case SessionAnswer.Failed failed -> {
                Next again = work.again(failed.cause());
                yield again.look() == null
                        ? Next.over(goal, "the gateway was not told: " + failed.cause())
                                .wishing(work.session().wish())
                        : again.wishing(work.session().wish());
            }
        };
    }

    private static @Nullable String cause(SessionAnswer answer) {
        return switch (answer) {
            case At at -> at.cause() == null ? "the gateway says " + at.state() : at.cause();
            case SessionAnswer.Failed failed -> failed.cause();
            case SessionAnswer.Unsupported unsupported -> unsupported.detail();
        };
    }
}
