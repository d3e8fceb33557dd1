package dev.waypost.platform.auth;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.grpc.Context;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Who is calling: a key or a service, what it may do and for which tenants (none named: for all).
public record Caller(String id, Role role, Set<String> tenants) {
    public static final Context.Key<Caller> KEY = Context.key("waypost-caller");

    public Caller {
        tenants = Set.copyOf(tenants);
        if (role.isTenantBound() && tenants.isEmpty()) {
            throw new IllegalArgumentException("a key of role " + role + " must name its tenants");
        }
    }

    public boolean mayActFor(String tenantId) {
        return tenants.isEmpty() || tenants.contains(tenantId);
    }

    /// The caller of the RPC under way.
    public static Caller current() {
        @Nullable Caller caller = KEY.get();
        if (caller == null) {
            throw Fault.of(Reason.CALLER_UNKNOWN);
        }
        return caller;
    }
}
