package dev.waypost.send.tenant;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.EndpointRole;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.ProviderKind;
import jakarta.inject.Singleton;

/// Tenants as their snapshots show them.
@Singleton
class SnapshotTenants implements Tenants {
    private final TenantSnapshots snapshots;

    SnapshotTenants(TenantSnapshots snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public SendingTenant get(String tenantId) {
        TenantSnapshot snapshot = snapshots.get(tenantId);
        return new SendingTenant(
                snapshot.tenantId(),
                snapshot.state(),
                snapshot.endpoints().stream().map(SnapshotTenants::candidate).toList(),
                snapshot.policy().messageTimeout(),
                snapshot.policy().messageValidFor(),
                snapshot.policy().whenUnhealthy().equals("HOLD"));
    }

    private static SendingTenant.Candidate candidate(Endpoint endpoint) {
        Secret key = endpoint.apiKey();
        return new SendingTenant.Candidate(
                endpoint.id(),
                endpoint.isActive(),
                endpoint.role() == EndpointRole.ACTIVE,
                endpoint.role() == EndpointRole.DRAINING,
                Math.max(1, endpoint.weight()),
                new EndpointAccess(
                        ProviderKind.valueOf(endpoint.provider()),
                        endpoint.apiUrl(),
                        endpoint.apiVersion(),
                        endpoint.phoneNumberId(),
                        endpoint.wabaId(),
                        endpoint.session(),
                        // A provider answers an empty key with a credential error, which is what is wrong.
                        key == null ? Secret.of("") : key));
    }
}
