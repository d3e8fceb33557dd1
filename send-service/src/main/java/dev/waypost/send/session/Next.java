package dev.waypost.send.session;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What becomes of a session after one turn.
///
/// @param look pause before the next turn; null when nothing is left to do
/// @param isReconnect whether that turn is a reconnect, which people are told of
/// @param attempts reconnects so far
/// @param wish what is wanted from now on; whoever wished something else meanwhile wins
/// @param halt whether the gateway's side is to be stopped, as far as it can be
record Next(
        Standing state,
        @Nullable String cause,
        @Nullable ShownCode shown,
        int attempts,
        @Nullable Duration look,
        boolean isReconnect,
        @Nullable String phoneNumber,
        @Nullable String displayName,
        Wish wish,
        boolean halt) {

    static Next over(Standing state, @Nullable String cause) {
        return new Next(state, cause, null, 0, null, false, null, null, Wish.UP, false);
    }

    Next halting() {
        return new Next(state, cause, shown, attempts, look, isReconnect, phoneNumber, displayName, wish, true);
    }

    Next wishing(Wish wanted) {
        return new Next(state, cause, shown, attempts, look, isReconnect, phoneNumber, displayName, wanted, halt);
    }
}
