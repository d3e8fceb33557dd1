package dev.waypost.configclient;

import dev.waypost.platform.settings.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The secret before a rotation. Whether it still counts is asked at each use: a snapshot may be held past its end.
public record PreviousSecret(Secret secret, Instant validUntil) {
    /// The secrets that count at that moment, the present one first.
    static List<Secret> accepted(@Nullable Secret present, @Nullable PreviousSecret previous, Instant now) {
        var accepted = new ArrayList<Secret>(2);
        if (present != null) {
            accepted.add(present);
        }
        if (previous != null && now.isBefore(previous.validUntil())) {
            accepted.add(previous.secret());
        }
        return accepted;
    }
}
