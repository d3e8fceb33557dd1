package dev.waypost.send.message;

import dev.waypost.lanes.Behind;
import dev.waypost.platform.fault.Reason;
import java.time.Duration;

/// What became of a message that was handed to the store.
public sealed interface Acceptance {
    /// It is a new row.
    ///
    /// @param message what was written, which is not always what was handed over
    /// @param behind the rows before it in its conversation that are still to be sent
    record Stored(StoredMessage row, NewMessage message, int lane, Behind behind) implements Acceptance {}

    /// The request id has a row already; whether it is the same request is for the caller to see.
    record Known(StoredMessage row) implements Acceptance {}

    /// A rule of the tenant speaks against it, and the request id has no row.
    ///
    /// @param retryAfter when it may be asked again; zero when that never helps
    record Refused(Reason reason, Duration retryAfter) implements Acceptance {}
}
