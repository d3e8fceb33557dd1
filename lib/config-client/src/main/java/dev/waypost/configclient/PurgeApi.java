package dev.waypost.configclient;

import dev.waypost.platform.db.TenantRows;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.proto.purge.v1.PurgeServiceGrpc;
import dev.waypost.proto.purge.v1.PurgeTenantRequest;
import dev.waypost.proto.purge.v1.PurgeTenantResponse;
import io.grpc.stub.StreamObserver;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/// Erases what a service holds of a deleted tenant, in every service that names the tables it keeps of tenants.
@Singleton
@Requires(bean = TenantRows.class)
final class PurgeApi extends PurgeServiceGrpc.PurgeServiceImplBase {
    private static final int MOST_ROWS = 5000;

    private final TenantSnapshots snapshots;
    private final TenantRows rows;

    PurgeApi(TenantSnapshots snapshots, TenantRows rows) {
        this.snapshots = snapshots;
        this.rows = rows;
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
