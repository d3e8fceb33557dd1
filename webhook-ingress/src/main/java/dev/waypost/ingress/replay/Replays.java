package dev.waypost.ingress.replay;

import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;

/// Starts, shows and stops replays.
@Singleton
public class Replays {
    private final ReplayStore store;
    private final TenantSnapshots tenants;

    Replays(ReplayStore store, TenantSnapshots tenants) {
        this.store = store;
        this.tenants = tenants;
    }

    /// To be asked before the transaction: it may be that another service is asked.
    void requireProject(ReplayFilter filter) {
        if (filter.projectId() != null
                && tenants.get(filter.tenantId()).projects().stream()
                        .noneMatch(project -> project.projectId().equals(filter.projectId()))) {
            throw Fault.of(Reason.PROJECT_NOT_FOUND).with("project_id", filter.projectId());
        }
    }

    Replay start(Sql sql, ReplayFilter filter, String caller) throws SQLException {
        return store.add(sql, Ids.next("op"), filter, caller)
                .orElseThrow(() -> Fault.of(Reason.FIELD_INVALID)
                        .violation("from_time", "value: " + filter.from() + " (expected: before until_time and now)"));
    }

    Replay get(String tenantId, String operationId) {
        return store.find(tenantId, operationId).orElseThrow(() -> missing(operationId));
    }

    Replay cancel(Sql sql, String tenantId, String operationId) throws SQLException {
        store.cancel(sql, tenantId, operationId);
        return store.find(sql, tenantId, operationId).orElseThrow(() -> missing(operationId));
    }

    Replay resume(Sql sql, String tenantId, String operationId) throws SQLException {
        store.resume(sql, tenantId, operationId);
        return store.find(sql, tenantId, operationId).orElseThrow(() -> missing(operationId));
    }

    /// Forgets what ended so long ago; of what replays made, at most so many.
    public void forget(Duration kept, int most) {
        store.forget(kept, most);
    }

    private static Fault missing(String operationId) {
        return Fault.of(Reason.OPERATION_NOT_FOUND).with("operation_id", operationId);
    }
}
