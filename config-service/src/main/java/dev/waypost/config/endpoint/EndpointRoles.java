package dev.waypost.config.endpoint;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.tenant.RoutingListener;
import dev.waypost.config.tenant.TenantStore;
import dev.waypost.configclient.EndpointRole;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Decides, within a change that somebody else commits, which endpoints are used and which one is active.
@Singleton
final class EndpointRoles implements RoutingListener {
    /// @param previous the endpoint that was active before; the same as `active` when nothing changed
    record Switched(StoredEndpoint active, StoredEndpoint previous) {}

    private final EndpointStore store;
    private final TenantStore tenants;
    private final InstantSource clock;

    EndpointRoles(EndpointStore store, TenantStore tenants, InstantSource clock) {
        this.store = store;
        this.tenants = tenants;
        this.clock = clock;
    }

    /// Puts the endpoint to use; one that is in use stays as it is.
    ///
    /// @param checkedRevision the endpoint's revision that was checked; 0 when none was
    /// @param forced whether it need not have been checked
    /// @throws Fault REVISION_CONFLICT when the endpoint changed since it was checked
    StoredEndpoint activate(Changeset change, String tenantId, String endpointId, long checkedRevision, boolean forced)
            throws SQLException {
        hold(change, tenantId);
        StoredEndpoint before = required(change, tenantId, endpointId);
        if (before.isUsable()) {
            return before;
        }
        // Not forced and not checked: it was in use when it was looked at, and is not any more.
        if (!forced && checkedRevision != before.revision()) {
            throw Endpoints.conflict(endpointId, checkedRevision, before.revision());
        }
        EndpointRole role = RolePolicy.revived(routing(change, tenantId), before.role());
        String action = forced ? "endpoint.activation_forced" : "endpoint.activated";
        return put(change, action, before, role, true, change.touch(tenantId));
    }

    /// Stops the use of the endpoint; its place stays, so that its messages wait for it.
    StoredEndpoint deactivate(Changeset change, String tenantId, String endpointId) throws SQLException {
        hold(change, tenantId);
        StoredEndpoint before = required(change, tenantId, endpointId);
        return before.active()
                ? put(change, "endpoint.deactivated", before, before.role(), false, change.touch(tenantId))
                : before;
    }

    /// @param from the endpoint that the caller takes for the active one; empty for whichever is
    /// @param expected the tenant's revision that the decision was made from
    Switched switchOver(Changeset change, String tenantId, String from, String to, long expected, String cause)
            throws SQLException {
        long revision = hold(change, tenantId);
        String routing = routing(change, tenantId);
        if (routing.equals("SINGLE")) {
            throw notSwitched(to);
        }
        if (revision != expected) {
            throw Fault.of(Reason.REVISION_CONFLICT)
                    .with("tenant_id", tenantId)
                    .with("expected_revision", expected)
                    .with("revision", revision);
        }
        if (routing.equals("POOL")) {
            return share(change, tenantId, from, to, cause);
        }
        if (!from.isEmpty()) {
            required(change, tenantId, from);
        }
        StoredEndpoint target = required(change, tenantId, to);
        StoredEndpoint active = store.list(change.sql(), tenantId).getFirst();
        return switch (RolePolicy.move(active, from, target)) {
            case RolePolicy.Move.Already already -> new Switched(already.active(), already.active());
            case RolePolicy.Move.FromOther other ->
                throw Fault.of(Reason.FIELD_INVALID)
                        .violation(
                                "from_endpoint_id",
                                "value: " + from + " (expected: "
                                        + other.active().id() + ", which is the active one)");
            case RolePolicy.Move.ToUnusable unusable ->
                throw Fault.of(Reason.ENDPOINT_DISABLED)
                        .with("endpoint_id", unusable.to().id())
                        .with("role", unusable.to().role())
                        .with("active", unusable.to().active());
            case RolePolicy.Move.Swap swap -> swap(change, swap, cause);
        };
    }

    private Switched share(Changeset change, String tenantId, String from, String to, String cause)
            throws SQLException {
        StoredEndpoint target = required(change, tenantId, to);
        StoredEndpoint leaving = from.isEmpty() ? target : required(change, tenantId, from);
        return switch (RolePolicy.share(leaving, target, !from.isEmpty())) {
            case RolePolicy.Share.Same _ ->
                throw Fault.of(Reason.FIELD_INVALID)
                        .violation("from_endpoint_id", "value: " + from + " (expected: another one than " + to + ")");
            case RolePolicy.Share.ToUnusable _ ->
                throw Fault.of(Reason.ENDPOINT_DISABLED)
                        .with("endpoint_id", to)
                        .with("role", target.role())
                        .with("active", target.active());
            case RolePolicy.Share.Already _ -> new Switched(target, leaving);
            case RolePolicy.Share.Moves _ -> moved(change, from, target, leaving, cause);
        };
    }

    private Switched moved(Changeset change, String from, StoredEndpoint target, StoredEndpoint leaving, String cause)
            throws SQLException {
        String tenantId = target.tenantId();
        long next = change.touch(tenantId);
        StoredEndpoint active = target.placed(EndpointRole.ACTIVE, true, next, clock.instant());
        store.put(change.sql(), active);
        StoredEndpoint previous = active;
        if (!from.isEmpty()) {
            previous = leaving.placed(EndpointRole.DRAINING, leaving.active(), next, clock.instant());
            store.put(change.sql(), previous);
        }
        change.audit(
                "endpoint.switched",
                active.resource(),
                tenantId,
                Map.of("role", target.role().name()),
                Map.of("active", active.id(), "drained", from),
                cause);
        return new Switched(active, previous);
    }

    private Switched swap(Changeset change, RolePolicy.Move.Swap swap, String cause) throws SQLException {
        String tenantId = swap.to().tenantId();
        long next = change.touch(tenantId);
        StoredEndpoint previous =
                swap.from().placed(EndpointRole.STANDBY, swap.from().active(), next, clock.instant());
        StoredEndpoint active = swap.to().placed(EndpointRole.ACTIVE, true, next, clock.instant());
        store.put(change.sql(), previous);
        store.put(change.sql(), active);
        change.audit(
                "endpoint.switched",
                active.resource(),
                tenantId,
                Map.of("active", previous.id()),
                Map.of("active", active.id(), "previous", previous.id()),
                cause);
        return new Switched(active, previous);
    }

    @Override
    public void routingChanged(Changeset change, String tenantId, String routing) throws SQLException {
        List<StoredEndpoint> held = store.list(change.sql(), tenantId);
        StoredEndpoint chosen = held.stream()
                .filter(StoredEndpoint::isUsable)
                .findFirst()
                .orElse(held.isEmpty() ? null : held.getFirst());
        for (StoredEndpoint endpoint : held) {
            EndpointRole role = RolePolicy.under(routing, endpoint.role(), endpoint == chosen);
            if (role != endpoint.role()) {
                put(change, "endpoint.placed", endpoint, role, endpoint.active(), endpoint.tenantRevision());
            }
        }
    }

    private StoredEndpoint put(
            Changeset change, String action, StoredEndpoint before, EndpointRole role, boolean use, long revision)
            throws SQLException {
        StoredEndpoint after = before.placed(role, use, revision, clock.instant());
        store.put(change.sql(), after);
        change.audit(action, after.resource(), after.tenantId(), before.audited(), after.audited());
        return after;
    }

    private long hold(Changeset change, String tenantId) throws SQLException {
        return store.hold(change.sql(), tenantId)
                .orElseThrow(() -> Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId));
    }

    private String routing(Changeset change, String tenantId) throws SQLException {
        return tenants.find(change.sql(), tenantId).orElseThrow().policy().routing();
    }

    private StoredEndpoint required(Changeset change, String tenantId, String endpointId) throws SQLException {
        return store.list(change.sql(), tenantId).stream()
                .filter(e -> e.id().equals(endpointId))
                .findFirst()
                .orElseThrow(() -> Endpoints.unknown(tenantId, endpointId));
    }

    private static Fault notSwitched(String to) {
        return Fault.of(Reason.FIELD_INVALID)
                .violation(
                        "to_endpoint_id",
                        "value: " + to + " (expected: a tenant with routing STANDBY or POOL; SINGLE has one endpoint:"
                                + " SetEndpoint replaces it)");
    }
}
