package dev.waypost.ingress;

import dev.waypost.platform.grpc.Contract;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.EventServiceGrpc;
import dev.waypost.proto.ingress.v1.QuarantineServiceGrpc;
import dev.waypost.proto.ingress.v1.QueueServiceGrpc;
import dev.waypost.proto.ingress.v1.SubscriptionServiceGrpc;
import dev.waypost.proto.ingress.v1.UserEventServiceGrpc;
import dev.waypost.proto.ingress.v1.UserLockServiceGrpc;
import dev.waypost.proto.purge.v1.PurgeServiceGrpc;
import dev.waypost.proto.status.v1.StatusServiceGrpc;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;

/// What webhook-ingress answers for.
@Factory
class IngressFactory {
    @Singleton
    Contract contract() {
        return new Contract(
                "waypost.ingress.v1",
                List.of(
                        EventServiceGrpc.getServiceDescriptor(),
                        DeliveryServiceGrpc.getServiceDescriptor(),
                        SubscriptionServiceGrpc.getServiceDescriptor(),
                        UserLockServiceGrpc.getServiceDescriptor(),
                        UserEventServiceGrpc.getServiceDescriptor(),
                        QueueServiceGrpc.getServiceDescriptor(),
                        QuarantineServiceGrpc.getServiceDescriptor(),
                        PurgeServiceGrpc.getServiceDescriptor(),
                        StatusServiceGrpc.getServiceDescriptor()));
    }
}
