package dev.waypost.ingress;

import dev.waypost.configclient.EndpointRole;
import dev.waypost.configclient.Gateway;
import dev.waypost.configclient.SealedFields;
import dev.waypost.configclient.SealedSnapshot;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.configclient.TenantState;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A tenant around a gateway: the one whose number it is, or one that has a code.
final class GatewayTenant {
    final String id;
    private final List<SealedSnapshot.SealedProject> projects = new ArrayList<>();
    private final List<SealedSnapshot.SealedGateway> gateways = new ArrayList<>();
    private SealedSnapshot.@Nullable SealedEndpoint endpoint;
    private TenantState state = TenantState.ACTIVE;
    private boolean sealed;
    private Duration ttl = Duration.ofHours(24);
    private long revision;

    GatewayTenant() {
        this(Fixtures.tenantId());
    }

    GatewayTenant(String id) {
        this.id = id;
    }

    GatewayTenant endpoint(
            ServiceUnderTest service,
            String provider,
            String session,
            @Nullable String phoneNumberId,
            @Nullable String secret) {
        Vault vault = service.bean(Vault.class);
        boolean meta = provider.equals("META_CLOUD");
        @Nullable
        String sealed = secret == null
                ? null
                : vault.seal(secret, id, SealedFields.endpoint("main", meta ? "appSecret" : "webhookSecret"));
        endpoint = new SealedSnapshot.SealedEndpoint(
                "main",
                "main",
                provider,
                "http://127.0.0.1:1",
                "v23.0",
                phoneNumberId,
                null,
                null,
                meta ? null : session,
                EndpointRole.ACTIVE,
                0,
                1,
                true,
                "",
                null,
                meta ? null : sealed,
                meta ? sealed : null,
                null,
                null,
                null,
                List.of(),
                1,
                null);
        return this;
    }

    GatewayTenant gateway(String gatewayId, String hostId, @Nullable String defaultProject, String... codes) {
        gateways.add(new SealedSnapshot.SealedGateway(
                gatewayId, "realty", hostId, "main", defaultProject, true, List.of(codes)));
        return this;
    }

    String project(String number, String url) {
        String projectId = Fixtures.id("prj");
        projects.add(new SealedSnapshot.SealedProject(
                projectId, number, 0, "project", url, Map.of(), null, true, 0, null, List.of(), 0, "", null, 1, ""));
        return projectId;
    }

    /// A project that gets what the tenant's own users write.
    GatewayTenant users(String gatewayId, String url) {
        project(Gateway.users(gatewayId), url);
        return this;
    }

    GatewayTenant fallback(String gatewayId, String url) {
        project(Gateway.name(gatewayId), url);
        return this;
    }

    GatewayTenant sealed() {
        sealed = true;
        return this;
    }

    GatewayTenant state(TenantState now) {
        state = now;
        return this;
    }

    GatewayTenant ttl(Duration lasts) {
        ttl = lasts;
        return this;
    }

    GatewayTenant publish(ServiceUnderTest service) {
        revision++;
        TenantPolicy p = TenantPolicy.DEFAULTS;
        var snapshot = new SealedSnapshot(
                id,
                revision,
                id,
                state,
                endpoint,
                List.of(),
                true,
                p.reconnectInterval(),
                p.healthCheckInterval(),
                3,
                p.messageTimeout(),
                Publishing.policy(sealed, ttl),
                projects,
                gateways,
                Instant.EPOCH,
                Instant.EPOCH);
        Publishing.publish(service, snapshot);
        return this;
    }
}
