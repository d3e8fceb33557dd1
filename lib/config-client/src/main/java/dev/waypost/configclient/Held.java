package dev.waypost.configclient;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of one tenant in memory: a snapshot or that there is none, until when that counts as fresh, and the
/// highest revision that was announced.
record Held(@Nullable TenantSnapshot snapshot, long freshUntil, long epoch, long announced) {
    long revision() {
        return snapshot == null ? 0 : snapshot.revision();
    }

    boolean isFresh(long now, long currentEpoch) {
        return freshUntil - now > 0 && epoch == currentEpoch && revision() >= announced;
    }

    Optional<TenantSnapshot> value() {
        return Optional.ofNullable(snapshot);
    }

    /// A lower revision never replaces a higher one, whatever order they arrive in.
    Held replacedBy(Held newer) {
        long known = Math.max(announced, newer.announced);
        boolean older = newer.snapshot != null && newer.revision() < revision();
        return older
                ? new Held(snapshot, newer.freshUntil, newer.epoch, known)
                : new Held(newer.snapshot, newer.freshUntil, newer.epoch, newer.snapshot == null ? 0 : known);
    }

    Held announced(long revision) {
        return revision <= announced ? this : new Held(snapshot, freshUntil, epoch, revision);
    }
}
