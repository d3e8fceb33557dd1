package dev.waypost.ingress.gateway;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What there is about a user, who may be known by several names.
///
/// @param locks that any of the names leads to, the oldest first; more than one until a message shows that they are one
///     user's
/// @param unknown names that lead to none
record Found(List<Held> locks, Set<String> unknown) {
    Found {
        locks = List.copyOf(locks);
        unknown = Set.copyOf(unknown);
    }

    /// Nothing.
    static Found none(List<String> names) {
        return new Found(List.of(), new TreeSet<>(names));
    }

    /// One lock that all names lead to.
    static Found only(Held lock) {
        return new Found(List.of(lock), Set.of());
    }

    /// The lock that holds: of several that live the newest.
    @Nullable
    Held current() {
        return locks.reversed().stream().filter(Held::live).findFirst().orElse(null);
    }

    List<String> lockIds() {
        return locks.stream().map(Held::lockId).toList();
    }

    /// Those that another lock takes the place of.
    List<String> lockIdsBut(String lockId) {
        return locks.stream().map(Held::lockId).filter(id -> !id.equals(lockId)).toList();
    }
}
