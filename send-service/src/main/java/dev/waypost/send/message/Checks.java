package dev.waypost.send.message;

import dev.waypost.send.tenant.SendingRules.WindowRule;
import org.jspecify.annotations.Nullable;

/// What the accepting transaction still has to look at.
///
/// @param asksBlockList whether the block list is too long for memory
/// @param window what holds when the user has not written for a day; `SEND` asks nobody
/// @param windowEndpoint the endpoint whose window counts
/// @param fallback the template that stands in, in its stored form
/// @param held why a person must release it first; null for most
/// @param session the endpoint whose log-in must not have ended; empty asks nobody
public record Checks(
        boolean asksBlockList,
        WindowRule window,
        String windowEndpoint,
        byte @Nullable [] fallback,
        @Nullable String held,
        String session) {
    public static final Checks NONE = new Checks(false, WindowRule.SEND, "", null, null, "");

    boolean asksWindow() {
        return window != WindowRule.SEND;
    }

    boolean asksSession() {
        return !session.isEmpty();
    }
}
