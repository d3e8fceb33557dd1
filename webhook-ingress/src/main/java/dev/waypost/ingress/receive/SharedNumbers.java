package dev.waypost.ingress.receive;

import dev.waypost.configclient.Gateway;
import dev.waypost.ingress.delivery.Body;
import dev.waypost.providers.InboundEvent;
import java.util.List;

/// Takes what came to a number that several tenants share, whichever path it came in by.
public interface SharedNumbers {
    /// Returns after the commit. The events were verified, and the number is the gateway's.
    ///
    /// @param speaker tenant and endpoint that the number belongs to
    /// @param body with other events as well, maybe
    Accepted take(Gateway gateway, Addressee speaker, Body body, List<InboundEvent> events);
}
