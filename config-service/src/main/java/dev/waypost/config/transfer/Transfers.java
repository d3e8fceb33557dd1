package dev.waypost.config.transfer;

import dev.waypost.config.change.Changeset;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.telemetry.Traces;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Starts, reads, stops and continues operations.
@Singleton
final class Transfers {
    private static final String OWNER = "config:transfer";

    private final TransferStore store;
    private final ItemStore items;
    private final Vault vault;

    Transfers(TransferStore store, ItemStore items, Vault vault) {
        this.store = store;
        this.items = items;
        this.vault = vault;
    }

    /// @param secret what only the steps may know, and only while the operation lives; empty for none
    Transfer start(Changeset change, TransferKind kind, @Nullable String tenantId, Object spec, String secret)
            throws SQLException {
        TransferStore.Start start = begin(kind, tenantId, spec, secret);
        store.add(change.sql(), start, TransferState.PENDING);
        audit(change, start.operationId(), kind, tenantId);
        return store.find(change.sql(), start.operationId()).orElseThrow();
    }

    /// An operation whose bytes are still to come; its id.
    String startUpload(TransferKind kind, Object spec, String secret) {
        TransferStore.Start start = begin(kind, null, spec, secret);
        store.addUpload(start);
        return start.operationId();
    }

    Transfer finishUpload(Changeset change, TransferKind kind, String operationId) throws SQLException {
        store.uploaded(change.sql(), operationId);
        audit(change, operationId, kind, null);
        return store.find(change.sql(), operationId).orElseThrow(() -> unknown(operationId));
    }

    void dropUpload(String operationId) {
        store.dropUpload(operationId);
    }

    /// The secret that the operation was started with; empty when there is none.
    String secret(Transfer transfer) {
        return transfer.sealed() == null ? "" : vault.open(transfer.sealed(), OWNER, field(transfer.operationId()));
    }

    Transfer get(String operationId) {
        return store.find(operationId).orElseThrow(() -> unknown(operationId));
    }

    List<Transfer> list(String before, int limit) {
        return store.list(before, limit);
    }

    List<Item> items(String operationId, long after, int limit, String outcome) {
        get(operationId);
        return items.list(operationId, after, limit, outcome);
    }

    List<Item> failures(String operationId, int limit) {
        return items.failures(operationId, limit);
    }

    Transfer cancel(Changeset change, String operationId) throws SQLException {
        Transfer before = required(change, operationId);
        if (before.state().isOpen() && !before.cancelAsked()) {
            store.cancel(change.sql(), operationId);
            return audited(change, "transfer.cancelled", before);
        }
        return before;
    }

    Transfer resume(Changeset change, String operationId) throws SQLException {
        Transfer before = required(change, operationId);
        if (before.state().isResumable()) {
            store.resume(change.sql(), operationId);
            return audited(change, "transfer.resumed", before);
        }
        return before;
    }

    private Transfer audited(Changeset change, String action, Transfer before) throws SQLException {
        Transfer after = required(change, before.operationId());
        change.audit(action, "transfer/" + before.operationId(), before.tenantId(), before.audited(), after.audited());
        return after;
    }

    private TransferStore.Start begin(TransferKind kind, @Nullable String tenantId, Object spec, String secret) {
        String id = Ids.next("op");
        return new TransferStore.Start(
                id,
                kind,
                tenantId,
                spec,
                secret.isEmpty() ? null : vault.seal(secret, OWNER, field(id)),
                Caller.current().id(),
                Traces.currentTraceparent());
    }

    private static void audit(Changeset change, String operationId, TransferKind kind, @Nullable String tenantId)
            throws SQLException {
        change.audit("transfer.started", "transfer/" + operationId, tenantId, null, Map.of("kind", kind.word()));
    }

    private Transfer required(Changeset change, String operationId) throws SQLException {
        return store.find(change.sql(), operationId).orElseThrow(() -> unknown(operationId));
    }

    private static String field(String operationId) {
        return operationId + "/secret";
    }

    static Fault unknown(String operationId) {
        return Fault.of(Reason.OPERATION_NOT_FOUND).with("operation_id", operationId);
    }
}
