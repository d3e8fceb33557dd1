package dev.waypost.config.tenant;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Names;
import dev.waypost.configclient.TenantState;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What happens to tenants, within a change that somebody else commits.
@Singleton
final class Tenants {
    private final TenantStore store;
    private final PurgeSettings purge;
    private final List<RoutingListener> listeners;

    Tenants(TenantStore store, PurgeSettings purge, List<RoutingListener> listeners) {
        this.listeners = listeners;
        this.store = store;
        this.purge = purge;
    }

    Tenant create(Changeset change, String tenantId, TenantDraft draft) throws SQLException {
        if (!store.create(change.sql(), tenantId, draft.name(), draft.policy(), draft.labels())) {
            throw taken(tenantId, store.find(change.sql(), tenantId).orElse(null));
        }
        Tenant created = required(change, tenantId);
        change.created(tenantId, created.revision());
        change.audit("tenant.created", resource(tenantId), tenantId, null, draft);
        return created;
    }

    /// @param edit says what the stored one becomes
    Tenant update(Changeset change, String tenantId, long expectedRevision, Function<Tenant, TenantDraft> edit)
            throws SQLException {
        Tenant before = held(change, tenantId);
        change.touch(tenantId);
        checkRevision(before, expectedRevision);
        TenantDraft draft = edit.apply(before);
        Fault violations = Names.violations();
        TenantRules.check(violations, "tenant.", draft);
        Names.raise(violations);
        String routing = draft.policy().routing();
        boolean rerouted = !routing.equals(before.policy().routing());
        if (rerouted) {
            checkRouting(tenantId, routing, store.endpoints(change.sql(), tenantId));
        }
        store.update(change.sql(), tenantId, draft);
        if (rerouted) {
            for (RoutingListener listener : listeners) {
                listener.routingChanged(change, tenantId, routing);
            }
        }
        change.audit("tenant.updated", resource(tenantId), tenantId, before.draft(), draft);
        return required(change, tenantId);
    }

    Tenant become(Changeset change, String tenantId, TenantState state, String cause) throws SQLException {
        Tenant before = held(change, tenantId);
        if (before.state() == state) {
            return before;
        }
        change.touch(tenantId);
        store.setState(change.sql(), tenantId, state);
        change.audit(
                "tenant.state_changed",
                resource(tenantId),
                tenantId,
                Map.of("state", before.state()),
                Map.of("state", state),
                cause);
        return required(change, tenantId);
    }

    /// Deleting a deleted tenant changes nothing, unless it is now to be purged at once.
    Tenant delete(Changeset change, String tenantId, long expectedRevision, boolean force, boolean purgeNow)
            throws SQLException {
        Tenant before = held(change, tenantId);
        checkRevision(before, expectedRevision);
        boolean deleted = before.state() == TenantState.DELETING;
        if (deleted && !purgeNow) {
            return before;
        }
        List<HeldEndpoint> endpoints = store.endpoints(change.sql(), tenantId);
        if (!deleted && !force && !endpoints.isEmpty()) {
            throw Fault.of(Reason.IN_USE)
                    .detail("The tenant still has endpoints.")
                    .with("tenant_id", tenantId)
                    .with("endpoint_ids", ids(endpoints));
        }
        change.touchDeleted(tenantId);
        store.delete(change.sql(), tenantId, purgeNow ? Duration.ZERO : purge.after());
        Tenant after = required(change, tenantId);
        change.audit(
                "tenant.deleted",
                resource(tenantId),
                tenantId,
                Map.of("state", before.state(), "endpoints", endpoints.size()),
                Map.of("state", after.state(), "purge_time", String.valueOf(after.purgeTime())));
        return after;
    }

    Tenant restore(Changeset change, String tenantId) throws SQLException {
        Tenant before = held(change, tenantId);
        if (before.state() != TenantState.DELETING) {
            return before;
        }
        change.touchDeleted(tenantId);
        if (!store.restore(change.sql(), tenantId)) {
            throw unknown(tenantId);
        }
        Tenant after = required(change, tenantId);
        change.audit(
                "tenant.restored",
                resource(tenantId),
                tenantId,
                Map.of("state", before.state()),
                Map.of("state", after.state()));
        return after;
    }

    static Fault unknown(String tenantId) {
        return Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId);
    }

    private static Fault taken(String tenantId, @Nullable Tenant holder) {
        Fault taken = Fault.of(Reason.ALREADY_EXISTS).with("tenant_id", tenantId);
        return holder == null || holder.purgeTime() == null
                ? taken
                : taken.detail("A deleted tenant has this id. It can be restored until its purge; after that the id is"
                                + " free.")
                        .with("purge_time", holder.purgeTime());
    }

    private static void checkRevision(Tenant held, long expected) {
        if (held.revision() != expected) {
            throw Fault.of(Reason.REVISION_CONFLICT)
                    .with("tenant_id", held.tenantId())
                    .with("expected_revision", expected)
                    .with("revision", held.revision());
        }
    }

    private static void checkRouting(String tenantId, String to, List<HeldEndpoint> endpoints) {
        switch (RoutingChangePolicy.decide(to, endpoints)) {
            case RoutingChangePolicy.Decision.Fits fits -> {}
            case RoutingChangePolicy.Decision.InTheWay way ->
                throw Fault.of(Reason.IN_USE)
                        .detail("Endpoints are in the way of the routing policy " + to + " (expected: " + way.expected()
                                + ").")
                        .with("tenant_id", tenantId)
                        .with("endpoint_ids", ids(way.endpoints()));
        }
    }

    private static String ids(List<HeldEndpoint> endpoints) {
        return endpoints.stream()
                .map(endpoint -> endpoint.endpointId() + " (" + endpoint.role() + ")")
                .collect(Collectors.joining(", "));
    }

    private static String resource(String tenantId) {
        return "tenant/" + tenantId;
    }

    private Tenant held(Changeset change, String tenantId) throws SQLException {
        return store.hold(change.sql(), tenantId).orElseThrow(() -> unknown(tenantId));
    }

    private Tenant required(Changeset change, String tenantId) throws SQLException {
        return store.find(change.sql(), tenantId).orElseThrow(() -> unknown(tenantId));
    }
}
