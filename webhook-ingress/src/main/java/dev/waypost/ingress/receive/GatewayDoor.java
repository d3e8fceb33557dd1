package dev.waypost.ingress.receive;

import dev.waypost.ingress.listener.PublicAnswer;
import dev.waypost.ingress.listener.PublicRequest;

/// Answers on the paths of numbers that several tenants share.
public interface GatewayDoor {
    /// @param gatewayId as in the path; empty for the path that names none
    PublicAnswer answer(PublicRequest request, String gatewayId);

    /// What there is to tell about locked users: fields of a JSON object without its braces; empty when it is not
    /// known.
    String health();
}
