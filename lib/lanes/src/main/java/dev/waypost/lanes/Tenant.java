package dev.waypost.lanes;

import java.util.ArrayDeque;

/// What a worker has in memory of one tenant, and whether it is its turn. Guarded by the lock of its [Backlog].
final class Tenant<T> {
    final String id;
    final ArrayDeque<Conversation<T>> runnable = new ArrayDeque<>();
    int rows;
    int running;
    boolean queued;
    boolean leftOut;
    boolean denied;
    long deniedUntil;

    Tenant(String id) {
        this.id = id;
    }
}
