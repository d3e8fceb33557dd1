package dev.waypost.send.tenant;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
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
    private static final int MOST_KNOWN = 100_000;

    /// Patterns are compiled once per revision; the snapshot itself decides whether what was made of it still holds.
    private record Made(TenantSnapshot from, SendingTenant tenant) {}

    private final TenantSnapshots snapshots;
    private final Cache<String, Made> known =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();

    SnapshotTenants(TenantSnapshots snapshots) {
        this.snapshots = snapshots;
    }

    @Override
    public SendingTenant get(String tenantId) {
        TenantSnapshot snapshot = snapshots.get(tenantId);
        Made made = known.getIfPresent(tenantId);
        if (made != null && made.from == snapshot) {
            return made.tenant;
        }
        SendingTenant tenant = tenant(snapshot);
        known.put(tenantId, new Made(snapshot, tenant));
        return tenant;
    }

    private static SendingTenant tenant(TenantSnapshot snapshot) {
        return new SendingTenant(
                snapshot.tenantId(),
                snapshot.state(),
                snapshot.endpoints().stream().map(SnapshotTenants::candidate).toList(),
                snapshot.policy().messageTimeout(),
                snapshot.policy().messageValidFor(),
                snapshot.policy().whenUnhealthy().equals("HOLD"),
                SendingRules.of(snapshot.policy()));
    }

    @Override
    public UnknownRule whenUnknown(String tenantId) {
        return switch (snapshots.get(tenantId).policy().whenUnknown()) {
            case "RESEND" -> UnknownRule.RESEND;
            case "FAIL" -> UnknownRule.FAIL;
            // A value newer than this code repeats nothing.
            default -> UnknownRule.KEEP;
        };
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
