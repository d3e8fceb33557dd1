package dev.waypost.providers;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What became of one try to hand a message to a provider.
public sealed interface SendOutcome {

    /// The provider took it and gave it this id.
    ///
    /// @param id null for what has no id of its own, such as a read mark
    record Accepted(@Nullable String id) implements SendOutcome {}

    /// The provider will never take this message; another try changes nothing.
    record Refused(Refusal reason, String code, String detail) implements SendOutcome {}

    /// Certainly not taken; a later try may succeed.
    ///
    /// @param after the provider's wish, or zero when it has none and the caller's back-off decides
    /// @param limited true when only a few tries are worth it
    record Retry(Duration after, String cause, boolean limited) implements SendOutcome {}

    /// Certainly not taken: we are too fast for `scope`; nothing is wrong with message or endpoint.
    record SlowDown(Scope scope, Duration after, String cause) implements SendOutcome {}

    /// Certainly not taken, and nothing else will be until somebody repairs the endpoint.
    record EndpointBroken(CauseKind kind, String cause) implements SendOutcome {}

    /// It may or may not have been taken: it must not be repeated blindly, a receipt settles it.
    record Unknown(String cause) implements SendOutcome {}

    /// Why a message is refused.
    enum Refusal {
        /// The request itself is malformed or its values are not allowed.
        CONTENT,
        /// This provider cannot carry this type of content.
        UNSUPPORTED,
        /// The recipient cannot get it.
        RECIPIENT,
        /// The template or flow is missing, paused, or does not fit its parameters.
        TEMPLATE,
        /// Only templates are allowed now.
        WINDOW_CLOSED,
        /// WhatsApp keeps this account from writing to people it does not know; another account could.
        RESTRICTED
    }

    /// Whom to slow down.
    enum Scope {
        PAIR,
        NUMBER,
        ACCOUNT,
        APP
    }
}
