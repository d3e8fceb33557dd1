package dev.waypost.ingress.receive;

import dev.waypost.ingress.listener.PublicAnswer;
import dev.waypost.ingress.listener.PublicRequest;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;

/// Says on the paths of gateways that nothing routes yet.
@Singleton
final class NoGateways implements GatewayDoor {
    @Override
    public PublicAnswer answer(PublicRequest request, String gatewayId) {
        return PublicAnswer.problem(Reason.NOT_IMPLEMENTED);
    }
}
