package dev.waypost.send.dispatch;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One turn of a message: what was decided and, when a provider was called, how that went.
///
/// @param tried whether a try is recorded
public record DispatchResult(
        Verdict verdict,
        boolean tried,
        @Nullable String endpointId,
        @Nullable String routeCause,
        Instant startTime,
        Instant endTime) {}
