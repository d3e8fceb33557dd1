package dev.waypost.config.change;

import dev.waypost.config.document.Documents;
import dev.waypost.platform.db.Json;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.telemetry.Traces;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One change under way: its statements, the tenants whose snapshots it touches, and its audit.
public final class Changeset {
    private final ChangeStore store;
    private final Sql sql;
    private final String actor;
    private final String requestId;
    private final SortedMap<String, Long> touched = new TreeMap<>();
    private final List<Audited> audited = new ArrayList<>();

    private record Audited(
            String action,
            String resource,
            @Nullable String tenantId,
            @Nullable Json before,
            @Nullable Json after,
            String cause) {}

    Changeset(ChangeStore store, Sql sql, String actor, String requestId) {
        this.store = store;
        this.sql = sql;
        this.actor = actor;
        this.requestId = requestId;
    }

    public Sql sql() {
        return sql;
    }

    /// Gives the tenant its next revision and holds its row until the change is committed. Every change of a tenant or
    /// of what it owns comes through here: this is where a deleted tenant refuses.
    ///
    /// @throws Fault TENANT_NOT_FOUND or TENANT_DELETED
    public long touch(String tenantId) throws SQLException {
        ChangeStore.Touched next = store.nextRevision(sql, tenantId)
                .orElseThrow(() -> Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId));
        if (next.deleted()) {
            throw Fault.of(Reason.TENANT_DELETED).with("tenant_id", tenantId);
        }
        touched.put(tenantId, next.revision());
        return next.revision();
    }

    /// The same also for a tenant that is deleted: for its own deletion and return, and nothing else.
    ///
    /// @throws Fault TENANT_NOT_FOUND
    public long touchDeleted(String tenantId) throws SQLException {
        ChangeStore.Touched next = store.nextRevision(sql, tenantId)
                .orElseThrow(() -> Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId));
        touched.put(tenantId, next.revision());
        return next.revision();
    }

    /// Touches the tenants whose snapshots a change of something else alters. Deleted ones go along, or what they share
    /// could not be changed until they are purged; those that are gone meanwhile need nothing.
    ///
    /// In order of id, so that two changes that touch the same tenants cannot wait for each other.
    public void touchAll(Collection<String> tenantIds) throws SQLException {
        if (!tenantIds.isEmpty()) {
            touched.putAll(store.nextRevisions(sql, tenantIds));
        }
    }

    /// Marks a tenant that this change made.
    public void created(String tenantId, long revision) {
        touched.put(tenantId, revision);
    }

    /// Marks a tenant that a statement over many gave its next revision.
    public void moved(String tenantId, long revision) {
        touched.put(tenantId, revision);
    }

    /// Adds to the audit; neither `before` nor `after` may hold a secret.
    public void audit(
            String action, String resource, @Nullable String tenantId, @Nullable Object before, @Nullable Object after)
            throws SQLException {
        audit(action, resource, tenantId, before, after, "");
    }

    /// Adds to the audit; neither `before` nor `after` may hold a secret.
    ///
    /// @param cause why, in the words of who did it; empty when none were given
    public void audit(
            String action,
            String resource,
            @Nullable String tenantId,
            @Nullable Object before,
            @Nullable Object after,
            String cause)
            throws SQLException {
        audited.add(new Audited(
                action,
                resource,
                tenantId,
                before == null ? null : Documents.write(before),
                after == null ? null : Documents.write(after),
                cause));
    }

    /// Writes the audit, once the work is done and the tenants' revisions are known. What gives a tenant a revision and
    /// does not say why is not committed.
    void finish() throws SQLException {
        if (audited.isEmpty() && touched.isEmpty()) {
            return;
        }
        if (audited.isEmpty()) {
            throw new IllegalStateException("a change of tenants that is not in the audit");
        }
        @Nullable String traceparent = Traces.currentTraceparent();
        var entries = new ArrayList<ChangeStore.Entry>();
        for (Audited a : audited) {
            entries.add(new ChangeStore.Entry(
                    a.tenantId(),
                    a.tenantId() == null ? 0 : touched.getOrDefault(a.tenantId(), 0L),
                    a.action(),
                    a.resource(),
                    actor,
                    requestId,
                    traceparent,
                    a.before(),
                    a.after(),
                    Names.orNull(a.cause())));
        }
        store.add(sql, entries);
    }

    Set<String> touched() {
        return touched.keySet();
    }
}
