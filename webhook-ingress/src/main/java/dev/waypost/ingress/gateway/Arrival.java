package dev.waypost.ingress.gateway;

import dev.waypost.ingress.intake.Intake;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A user's message on its way into the store, prepared for what is believed about the user.
///
/// @param names of the user
/// @param once the same for the same message however often it comes
/// @param believed it is stored only if this is how things are
/// @param change of the lock; null for none
/// @param intake what is stored; null when only the question is asked how things are
record Arrival(
        String gatewayId,
        List<String> names,
        UUID once,
        Found believed,
        @Nullable LockChange change,
        @Nullable Intake intake) {

    boolean changesLock() {
        return change instanceof LockChange.Make || (change instanceof LockChange.Keep keep && keep.grows());
    }
}
