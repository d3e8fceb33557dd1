package dev.waypost.lanes;

import java.util.List;
import java.util.OptionalLong;

/// The tenants that were told to come back at a later time. Guarded by the lock of its [Backlog].
final class Bench<T> {
    private final Alarms<Tenant<T>> waiting = new Alarms<>(tenant -> tenant.deniedUntil);
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
        return waiting.next();
    }

    /// Those whose time has come; they wait no more.
    List<Tenant<T>> returning(long now) {
        List<Tenant<T>> back = waiting.due(now);
        back.forEach(tenant -> tenant.denied = false);
        return back;
    }
}
