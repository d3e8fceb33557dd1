package dev.waypost.config;

import dev.waypost.platform.grpc.Contract;
import dev.waypost.proto.config.v1.ApiKeyServiceGrpc;
import dev.waypost.proto.config.v1.AuditServiceGrpc;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.GatewayServiceGrpc;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.proto.config.v1.TransferServiceGrpc;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;

/// The gRPC services that config-service answers for.
@Factory
final class ConfigContract {
    @Singleton
    Contract contract() {
        return new Contract(
                "waypost.config.v1",
                List.of(
                        TenantServiceGrpc.getServiceDescriptor(),
                        EndpointServiceGrpc.getServiceDescriptor(),
                        HubServiceGrpc.getServiceDescriptor(),
                        GatewayServiceGrpc.getServiceDescriptor(),
                        SnapshotServiceGrpc.getServiceDescriptor(),
                        ApiKeyServiceGrpc.getServiceDescriptor(),
                        AuditServiceGrpc.getServiceDescriptor(),
                        TransferServiceGrpc.getServiceDescriptor()));
    }
}
