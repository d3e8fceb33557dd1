package dev.waypost.config.gateway;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Names;
import dev.waypost.config.change.Resource;
import dev.waypost.config.gateway.GatewayStore.Shared;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/// Adds, changes and deletes gateways, within a change that somebody else commits.
@Singleton
final class Gateways {
    static final Resource GATEWAY = new Resource("gateway", "gateway_id", Reason.GATEWAY_NOT_FOUND);

    private final GatewayStore store;
    private final CodeStore codes;

    Gateways(GatewayStore store, CodeStore codes) {
        this.store = store;
        this.codes = codes;
    }

    Gateway add(Changeset change, Gateway wanted) throws SQLException {
        // The tenant is held first: its endpoint cannot go while it is looked at.
        change.touch(wanted.tenantId());
        check(change, wanted);
        if (!store.add(change.sql(), wanted)) {
            throw GATEWAY.taken(wanted.id());
        }
        Gateway after = store.find(change.sql(), wanted.id()).orElseThrow();
        GATEWAY.audit(change, "created", null, after);
        return after;
    }

    Gateway update(Changeset change, String id, long expected, UnaryOperator<Gateway> edit) throws SQLException {
        Gateway before = GATEWAY.held(id, expected, store.find(change.sql(), id));
        Gateway after = edit.apply(before);
        var touched = new TreeSet<String>();
        touched.add(before.tenantId());
        touched.add(after.tenantId());
        if (after.looksDifferent(before)) {
            touched.addAll(codes.tenantsOf(change.sql(), id));
        }
        change.touchAll(touched);
        check(change, after);
        store.update(change.sql(), after);
        Gateway done = store.find(change.sql(), id).orElseThrow();
        GATEWAY.audit(change, "updated", before, done);
        return done;
    }

    /// @param force also when it still has codes
    void delete(Changeset change, String id, long expected, boolean force) throws SQLException {
        Gateway before = GATEWAY.held(id, expected, store.find(change.sql(), id));
        if (!force) {
            GATEWAY.checkFree(id, codes.of(change.sql(), id));
        }
        var touched = new TreeSet<>(codes.tenantsOf(change.sql(), id));
        touched.add(before.tenantId());
        store.delete(change.sql(), id);
        change.touchAll(touched);
        GATEWAY.audit(change, "deleted", before, null);
    }

    private void check(Changeset change, Gateway gateway) throws SQLException {
        if (!store.endpointExists(change.sql(), gateway)) {
            throw Fault.of(Reason.ENDPOINT_NOT_FOUND)
                    .with("tenant_id", gateway.tenantId())
                    .with("endpoint_id", gateway.endpointId());
        }
        Optional<Shared> shared = store.otherOfEndpoint(change.sql(), gateway);
        if (shared.isPresent()) {
            throw GATEWAY.clash(shared.get().field(), shared.get().gatewayId());
        }
        String projectId = Names.orEmpty(gateway.defaultProjectId());
        if (projectId.isEmpty()) {
            return;
        }
        String owner = store.ownerOfProject(change.sql(), projectId)
                .orElseThrow(() -> Fault.of(Reason.PROJECT_NOT_FOUND).with("project_id", projectId));
        if (!owner.isEmpty() && !owner.equals(gateway.tenantId())) {
            throw Names.violations()
                    .violation(
                            "default_project_id",
                            "value: " + projectId + " (expected: a project of the gateway's tenant, or of none)");
        }
    }
}
