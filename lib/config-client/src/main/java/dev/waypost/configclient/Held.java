package dev.waypost.configclient;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is known of one tenant in memory: a snapshot or that there is none, the highest revision that was announced,
/// and the sessions within which it was read.
///
/// @param revision of the snapshot, or the one at which the tenant was gone; 0 when it never existed
/// @param near session of Redis's announcements when the reading began; 0: read outside of any
/// @param far session of config-service's announcements when the reading began; 0: read outside of any
/// @param until when it is read again even though nothing was announced
record Held(
        @Nullable TenantSnapshot snapshot,
        long revision,
        boolean gone,
        long announced,
        long near,
        long far,
        long until,
        int length) {
    static Held of(Sized found, long near, long far, long until) {
        return new Held(found.snapshot(), found.snapshot().revision(), false, 0, near, far, until, found.length());
    }

    static Held absent(long revision, long near, long far, long until) {
        return new Held(null, revision, revision > 0, 0, near, far, until, 0);
    }

    /// Whether it may be acted on, by what the sources have told up to now.
    boolean isCurrent(long moment, Horizon ofNear, Horizon ofFar) {
        return !isBehind() && until - moment > 0 && (ofNear.covers(near, moment) || ofFar.covers(far, moment));
    }

    boolean isBehind() {
        return revision < announced;
    }

    /// Whether there is anything to fall back on.
    boolean isGood() {
        return snapshot != null || gone;
    }

    Optional<TenantSnapshot> value() {
        return Optional.ofNullable(snapshot);
    }

    Held announced(Change change) {
        if (change.gone() && change.revision() > revision) {
            long highest = Math.max(announced, change.revision());
            return new Held(null, change.revision(), true, highest, near, far, until, 0);
        }
        return change.revision() <= announced
                ? this
                : new Held(snapshot, revision, gone, change.revision(), near, far, until, length);
    }

    /// A lower revision never replaces a higher one, whatever order they arrive in.
    ///
    /// @param settled whether the reading answers every announcement that was heard
    Held replacedBy(Held read, boolean settled) {
        Held kept = read;
        if (!read.isGood() && revision > 0) {
            // It was there and is not any more. Made again it will have a higher revision.
            kept = absent(revision, read.near, read.far, read.until);
        } else if (read.revision < revision) {
            kept = new Held(snapshot, revision, gone, announced, read.near, read.far, read.until, length);
        }
        return kept.withAnnounced(settled ? 0 : announced);
    }

    Held withAnnounced(long revisionNow) {
        return new Held(snapshot, revision, gone, revisionNow, near, far, until, length);
    }
}
