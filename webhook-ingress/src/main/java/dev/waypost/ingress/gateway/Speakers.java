package dev.waypost.ingress.gateway;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.Gateway;
import dev.waypost.configclient.Name;
import dev.waypost.configclient.Resolution;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.configclient.TenantState;
import dev.waypost.ingress.receive.Addressee;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds who speaks for a shared number.
@Singleton
class Speakers {
    private final TenantSnapshots tenants;
    private final GatewaySettings settings;

    Speakers(TenantSnapshots tenants, GatewaySettings settings) {
        this.tenants = tenants;
        this.settings = settings;
    }

    /// A gateway, with the tenant and the endpoint that its number belongs to.
    record Speaker(Gateway gateway, Addressee addressee) {}

    /// @param gatewayId empty: the one of the settings, or the only one there is
    Optional<Speaker> ofGateway(String gatewayId) {
        return tenants.resolve(new Name.SharedNumber(gatewayId.isEmpty() ? settings.defaultId() : gatewayId))
                .flatMap(Speakers::speaker);
    }

    Optional<Speaker> ofSession(String session) {
        return tenants.resolve(new Name.Session(session)).flatMap(Speakers::speaker);
    }

    private static Optional<Speaker> speaker(Resolution found) {
        @Nullable TenantSnapshot tenant = found.tenant();
        if (tenant == null || tenant.state() == TenantState.DELETING) {
            return Optional.empty();
        }
        Optional<Endpoint> endpoint = found.endpoint();
        return tenant.gateway(found.gatewayId())
                .filter(gateway -> endpoint.isPresent())
                .map(gateway -> new Speaker(gateway, new Addressee(tenant, endpoint.orElseThrow())));
    }
}
