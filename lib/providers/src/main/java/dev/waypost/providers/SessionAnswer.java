package dev.waypost.providers;

import org.jspecify.annotations.Nullable;

/// What a gateway says of a session.
public sealed interface SessionAnswer {

    /// It stands here.
    ///
    /// @param phoneNumber that is logged in, in E.164 form; null when nobody is, or the gateway does not tell
    /// @param cause why, for people; null when there is nothing to say
    record At(
            SessionState state,
            @Nullable String phoneNumber,
            @Nullable String displayName,
            @Nullable String cause) implements SessionAnswer {
        public At(SessionState state) {
            this(state, null, null, null);
        }
    }

    /// The gateway could not be asked, or refused.
    record Failed(CauseKind kind, String cause) implements SessionAnswer {}

    /// The gateway has no such thing.
    record Unsupported(String detail) implements SessionAnswer {}
}
