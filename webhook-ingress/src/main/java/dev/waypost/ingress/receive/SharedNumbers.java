package dev.waypost.ingress.receive;

import dev.waypost.configclient.Gateway;
import dev.waypost.providers.InboundEvent;
import java.util.List;
import java.util.Optional;

/// Decides who gets what users write to a number that several tenants share, whichever path it came in by.
public interface SharedNumbers {
    /// Who gets each of the events, in order; nobody means quarantine. They were verified, and the number is the
    /// gateway's.
    ///
    /// @param speaker tenant and endpoint that the number belongs to
    List<Optional<Recipient>> recipients(Gateway gateway, Addressee speaker, List<InboundEvent> events);
}
