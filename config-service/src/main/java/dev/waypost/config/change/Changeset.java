package dev.waypost.config.change;

import dev.waypost.config.document.Documents;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.telemetry.Traces;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One change under way: its statements, the tenants whose snapshots it touches, and its audit.
public final class Changeset {
    private final ChangeStore store;
    private final Sql sql;
    private final Caller caller;
    private final String requestId;
    private final Set<String> touched = new TreeSet<>();

    Changeset(ChangeStore store, Sql sql, Caller caller, String requestId) {
        this.store = store;
        this.sql = sql;
        this.caller = caller;
        this.requestId = requestId;
    }

    public Sql sql() {
        return sql;
    }

    /// Gives the tenant its next revision and holds its row until the change is committed.
    ///
    /// @throws Fault TENANT_NOT_FOUND
    public long touch(String tenantId) throws SQLException {
        long revision = store.nextRevision(sql, tenantId)
                .orElseThrow(() -> Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId));
        touched.add(tenantId);
        return revision;
    }

    /// In order of id, so that two changes that touch the same tenants cannot wait for each other.
    public void touchAll(Collection<String> tenantIds) throws SQLException {
        for (String tenantId : new TreeSet<>(tenantIds)) {
            touch(tenantId);
        }
    }

    /// Marks a tenant that this change made.
    public void created(String tenantId) {
        touched.add(tenantId);
    }

    /// Adds to the audit; neither `before` nor `after` may hold a secret.
    public void audit(
            String action, String resource, @Nullable String tenantId, @Nullable Object before, @Nullable Object after)
            throws SQLException {
        store.add(
                sql,
                new ChangeStore.Entry(
                        tenantId,
                        action,
                        resource,
                        caller.id(),
                        requestId,
                        Traces.currentTraceparent(),
                        before == null ? null : Documents.write(before),
                        after == null ? null : Documents.write(after)));
    }

    Set<String> touched() {
        return touched;
    }
}
