package dev.waypost.ingress.intake;

import dev.waypost.ingress.delivery.Body;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.ProviderKind;
import java.util.List;

/// Events of a verified webhook that only the store can place.
///
/// @param door who places them
/// @param gatewayId the shared number that they came to; empty for others
/// @param tenantId whose endpoint signed; empty when an app of the hub did
/// @param endpointId that signed; empty for an app
/// @param appId that signed; empty for an endpoint
public record Unplaced(
        Door door,
        String gatewayId,
        String tenantId,
        String endpointId,
        String appId,
        ProviderKind provider,
        Body body,
        List<InboundEvent> events) {
    /// The ways in that ask the store where an event goes.
    public enum Door {
        /// Whose a user of a shared number is.
        GATEWAY,
        /// What is nobody's.
        QUARANTINE
    }
}
