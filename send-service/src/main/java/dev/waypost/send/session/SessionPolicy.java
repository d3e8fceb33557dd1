package dev.waypost.send.session;

import dev.waypost.providers.CauseKind;
import dev.waypost.providers.PairingAnswer;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.SessionAnswer;
import dev.waypost.providers.SessionState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Decides where a session goes from what its gateway says.
final class SessionPolicy {
    private SessionPolicy() {}

    /// It works.
    static Next connected(Session before, SessionAnswer.At at, SessionRules rules) {
        return new Next(
                Standing.CONNECTED,
                at.cause(),
                null,
                0,
                rules.lookInterval(),
                false,
                at.phoneNumber() == null ? before.phoneNumber() : at.phoneNumber(),
                at.displayName() == null ? before.displayName() : at.displayName(),
                Wish.UP,
                false);
    }

    /// The gateway could not be asked, or is not ready: tried again, in its own time, until the tries are used up.
    static Next again(Session before, @Nullable String cause, SessionRules rules, double chance) {
        int attempts = before.reconnectAttempts() + 1;
        if (attempts > rules.maxAttempts()) {
            return Next.over(Standing.FAILED, "given up after " + rules.maxAttempts() + " tries: " + cause);
        }
        return new Next(
                before.state(),
                cause,
                null,
                attempts,
                rules.pause(attempts, chance),
                before.state() == Standing.RECONNECTING,
                before.phoneNumber(),
                before.displayName(),
                Wish.UP,
                false);
    }

    /// It worked and does not any more.
    static Next lost(Session before, @Nullable String cause, SessionRules rules, double chance) {
        if (!rules.autoReconnect()) {
            return Next.over(Standing.FAILED, "lost, and the tenant does not reconnect by itself: " + cause);
        }
        return new Next(
                Standing.RECONNECTING,
                cause,
                null,
                0,
                rules.pause(1, chance),
                true,
                before.phoneNumber(),
                before.displayName(),
                Wish.UP,
                false);
    }

    /// Whether the gateway says for sure that nobody is logged in. Evolution says the same while it reconnects.
    static boolean needsPerson(SessionState state, ProviderKind provider) {
        return state == SessionState.LOGGED_OUT
                || (state == SessionState.PAIRING && provider != ProviderKind.EVOLUTION);
    }

    /// Whether a start that failed like this will fail again until somebody changes something.
    static boolean isHopeless(CauseKind kind) {
        return switch (kind) {
            case CREDENTIAL, ACCOUNT, SETUP -> true;
            case SESSION, TRANSPORT -> false;
        };
    }

    /// A code, or the same one again: it does not count twice.
    static ShownCode shown(@Nullable ShownCode before, PairingAnswer.Qr qr, Instant now) {
        return counted(before, ShownCode.qr(qr.png(), qr.raw(), qr.text(), now, now.plus(qr.lives()), 1));
    }

    static ShownCode shown(@Nullable ShownCode before, PairingAnswer.Code code, Instant now) {
        return counted(before, ShownCode.typed(code.code(), now, now.plus(code.lives()), 1));
    }

    private static ShownCode counted(@Nullable ShownCode before, ShownCode fresh) {
        if (before == null) {
            return fresh;
        }
        int attempt = before.attempt() + (before.shows(fresh) ? 0 : 1);
        return new ShownCode(
                fresh.png(), fresh.raw(), fresh.text(), fresh.code(), before.since(), fresh.expireTime(), attempt);
    }

    /// Waits for a person, unless this was one code too many.
    static Next pairing(Session before, ShownCode shown, SessionRules rules) {
        if (shown.attempt() > rules.maxCodes()) {
            return unpaired("nobody used one of " + rules.maxCodes() + " codes");
        }
        return new Next(
                Standing.PAIRING,
                null,
                shown,
                0,
                rules.pairingInterval(),
                false,
                before.phoneNumber(),
                before.displayName(),
                Wish.UP,
                false);
    }

    /// Whether a pairing has taken too long, however many codes it had.
    static boolean tookTooLong(@Nullable ShownCode shown, Instant now, SessionRules rules) {
        return shown == null || shown.since().plus(rules.longestPairing()).isBefore(now);
    }

    static Next unpaired(String cause) {
        return Next.over(Standing.FAILED, cause).halting();
    }

    /// Whether nothing went through a session for so long that it should be stopped; a zero `ttl` stops none.
    static boolean isIdle(Session session, Duration ttl) {
        @Nullable Instant used = later(session.connectTime(), session.lastActivityTime());
        return !ttl.isZero() && used != null && used.plus(ttl).isBefore(session.now());
    }

    private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return one.isAfter(other) ? one : other;
    }
}
