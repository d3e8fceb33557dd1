package dev.waypost.health;

import dev.waypost.platform.grpc.Contract;
import dev.waypost.proto.health.v1.AlertServiceGrpc;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.FailoverServiceGrpc;
import dev.waypost.proto.health.v1.MetricsServiceGrpc;
import dev.waypost.proto.health.v1.ServerServiceGrpc;
import dev.waypost.proto.purge.v1.PurgeServiceGrpc;
import dev.waypost.proto.status.v1.StatusServiceGrpc;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;

/// What health-service answers for.
@Factory
class Contracts {
    @Singleton
    Contract contract() {
        return new Contract(
                "waypost.health.v1",
                List.of(
                        EndpointHealthServiceGrpc.getServiceDescriptor(),
                        FailoverServiceGrpc.getServiceDescriptor(),
                        ServerServiceGrpc.getServiceDescriptor(),
                        MetricsServiceGrpc.getServiceDescriptor(),
                        AlertServiceGrpc.getServiceDescriptor(),
                        PurgeServiceGrpc.getServiceDescriptor(),
                        StatusServiceGrpc.getServiceDescriptor()));
    }
}
