package dev.waypost.lanes;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.PriorityQueue;

/// The tenants that were told to come back at a later time. Guarded by the lock of its [Backlog].
final class Bench<T> {
    private final PriorityQueue<Tenant<T>> waiting =
            new PriorityQueue<>(Comparator.comparingLong((Tenant<T> t) -> t.deniedUntil));
    private boolean joined;

    void add(Tenant<T> tenant, long until) {
        tenant.denied = true;
        tenant.deniedUntil = until;
        waiting.add(tenant);
        joined = true;
    }

    /// Whether a tenant was added since the last call.
    boolean joined() {
        boolean was = joined;
        joined = false;
        return was;
    }

    OptionalLong nextReturn() {
        return waiting.isEmpty() ? OptionalLong.empty() : OptionalLong.of(waiting.element().deniedUntil);
    }

    /// Those whose time has come; they wait no more.
    List<Tenant<T>> returning(long now) {
        var back = new ArrayList<Tenant<T>>();
        while (!waiting.isEmpty() && waiting.element().deniedUntil - now <= 0) {
            Tenant<T> tenant = waiting.remove();
            tenant.denied = false;
            back.add(tenant);
        }
        return back;
    }
}
