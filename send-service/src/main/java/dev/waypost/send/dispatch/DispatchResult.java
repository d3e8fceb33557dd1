package dev.waypost.send.dispatch;

import dev.waypost.send.tenant.SendingTenant.Candidate;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One turn of a message: what was decided and, when a provider was called, how that went.
///
/// @param tried whether a try is recorded
/// @param endpoint the one that was chosen; null when there was none
public record DispatchResult(
        Verdict verdict,
        boolean tried,
        @Nullable Candidate endpoint,
        @Nullable String routeCause,
        Instant startTime,
        Instant endTime) {
    @Nullable
    String endpointId() {
        return endpoint == null ? null : endpoint.endpointId();
    }
}
