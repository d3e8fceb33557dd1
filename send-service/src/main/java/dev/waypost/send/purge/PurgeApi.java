package dev.waypost.send.purge;

import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.configclient.TenantState;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.TenantRows;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.proto.purge.v1.PurgeServiceGrpc;
import dev.waypost.proto.purge.v1.PurgeTenantRequest;
import dev.waypost.proto.purge.v1.PurgeTenantResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.util.List;

/// Erases what send-service holds of a deleted tenant.
@Singleton
public final class PurgeApi extends PurgeServiceGrpc.PurgeServiceImplBase {
    private static final int MOST_ROWS = 5000;
    /// Every table with a tenant in it; messages first, as their histories grow with them.
    private static final List<String> TABLES =
            List.of("message", "message_attempt", "message_status", "receipt_orphan");

    private final TenantSnapshots snapshots;
    private final TenantRows rows;

    PurgeApi(TenantSnapshots snapshots, Db db) {
        this.snapshots = snapshots;
        this.rows = new TenantRows(db, TABLES);
    }

    @Override
    public void purgeTenant(PurgeTenantRequest request, StreamObserver<PurgeTenantResponse> observer) {
        String tenantId = request.getTenantId();
        boolean lives = snapshots
                .find(tenantId)
                .filter(tenant -> tenant.state() != TenantState.DELETING)
                .isPresent();
        if (lives) {
            // It may be a mistake, and it would not last: this process still takes work for the tenant.
            throw Fault.of(Reason.IN_USE).detail("The tenant is not deleted.").with("tenant_id", tenantId);
        }
        TenantRows.Erased erased = rows.erase(tenantId, MOST_ROWS);
        WideEvent.of("tenant.rows_erased")
                .with("tenant_id", tenantId)
                .with("rows", erased.rows())
                .with("done", erased.done())
                .emit();
        Replies.reply(
                observer,
                PurgeTenantResponse.newBuilder()
                        .setErasedRows(erased.rows())
                        .setDone(erased.done())
                        .build());
    }
}
