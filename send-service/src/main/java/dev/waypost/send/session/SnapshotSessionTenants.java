package dev.waypost.send.session;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.configclient.TenantState;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.SessionWebhook;
import dev.waypost.send.tenant.SendingTenant;
import dev.waypost.send.tenant.Tenants;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Endpoints as the snapshots of their tenants show them.
@Singleton
class SnapshotSessionTenants implements SessionTenants {
    private final TenantSnapshots snapshots;
    private final Tenants tenants;
    private final SessionSettings settings;

    SnapshotSessionTenants(TenantSnapshots snapshots, Tenants tenants, SessionSettings settings) {
        this.snapshots = snapshots;
        this.tenants = tenants;
        this.settings = settings;
    }

    @Override
    public SessionEndpoint endpoint(String tenantId, String endpointId) {
        TenantSnapshot snapshot = snapshots.get(tenantId);
        Optional<Endpoint> found = endpointId.isEmpty() ? snapshot.activeEndpoint() : snapshot.endpoint(endpointId);
        Endpoint endpoint = found.orElseThrow(() -> missing(tenantId, endpointId));
        SendingTenant.Candidate candidate = tenants.get(tenantId).endpoints().stream()
                .filter(one -> one.endpointId().equals(endpoint.id()))
                .findFirst()
                .orElseThrow(() -> missing(tenantId, endpointId));
        TenantPolicy policy = snapshot.policy();
        return new SessionEndpoint(
                endpoint.id(),
                candidate.access(),
                snapshot.state() == TenantState.ACTIVE && endpoint.isActive(),
                policy.autoReconnect(),
                policy.reconnectInterval(),
                policy.maxReconnectAttempts(),
                webhook(tenantId, endpoint));
    }

    private @Nullable SessionWebhook webhook(String tenantId, Endpoint endpoint) {
        @Nullable Secret secret = endpoint.webhookSecret();
        return settings.webhookBase().isEmpty() || secret == null
                ? null
                : new SessionWebhook(
                        settings.webhookBase().replaceAll("/+$", "") + "/api/whatsapp/webhook/" + tenantId + "/"
                                + endpoint.id(),
                        secret);
    }

    private static Fault missing(String tenantId, String endpointId) {
        return Fault.of(Reason.ENDPOINT_NOT_FOUND).with("tenant_id", tenantId).with("endpoint_id", endpointId);
    }
}
