package dev.waypost.ingress.intake;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Supplier;

/// Has events placed by the store, or kept on the disk while it is away.
@Singleton
public class PlacedOrKept {
    private final Optional<WaitingRoom> room;

    PlacedOrKept(Optional<WaitingRoom> room) {
        this.room = room;
    }

    /// Returns once the events are safe: what `place` answered, or empty when they wait on the disk.
    ///
    /// @param events what waits when the store cannot be reached
    public <T> Optional<T> place(Supplier<T> place, Unplaced events) {
        if (room.isEmpty()) {
            return Optional.of(place.get());
        }
        if (!room.get().isInUse(events.tenantId())) {
            try {
                return Optional.of(place.get());
            } catch (Fault away) {
                if (away.reason() != Reason.STORE_UNAVAILABLE) {
                    throw away;
                }
            }
        }
        room.get().keep(events);
        return Optional.empty();
    }
}
