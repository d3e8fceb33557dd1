package dev.waypost.send.session;

import java.time.Duration;

/// How one tenant's sessions are treated.
///
/// @param reconnectInterval pause before the first reconnect; doubles with each
/// @param maxAttempts tries before a session is given up
/// @param maxCodes codes shown before a pairing is given up
/// @param longestPairing after which a pairing is given up, however often the gateway shows the same code
/// @param lookInterval between two looks at a session that works
/// @param pairingInterval between two looks at a session that waits for a person
record SessionRules(
        boolean autoReconnect,
        Duration reconnectInterval,
        int maxAttempts,
        int maxCodes,
        Duration longestPairing,
        Duration lookInterval,
        Duration pairingInterval) {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /// The pause before try number `attempt`, which counts from 1.
    ///
    /// @param chance 0 to 1: spreads sessions that were lost together over a fifth of the pause
    Duration pause(int attempt, double chance) {
        long doubled = reconnectInterval.toMillis() << Math.min(20, Math.max(0, attempt - 1));
        long most = Math.max(LONGEST_PAUSE.toMillis(), reconnectInterval.toMillis());
        long pause = Math.min(doubled, most);
        return Duration.ofMillis(pause + (long) (pause * 0.2 * chance));
    }
}
