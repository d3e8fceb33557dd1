package dev.waypost.send;

import dev.waypost.platform.grpc.Contract;
import dev.waypost.proto.purge.v1.PurgeServiceGrpc;
import dev.waypost.proto.send.v1.BlockListServiceGrpc;
import dev.waypost.proto.send.v1.ContactServiceGrpc;
import dev.waypost.proto.send.v1.ErasureServiceGrpc;
import dev.waypost.proto.send.v1.MediaServiceGrpc;
import dev.waypost.proto.send.v1.MessageServiceGrpc;
import dev.waypost.proto.send.v1.ReceiptServiceGrpc;
import dev.waypost.proto.send.v1.SessionServiceGrpc;
import dev.waypost.proto.status.v1.StatusServiceGrpc;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;

/// What send-service answers for.
@Factory
class ContractApi {
    @Singleton
    Contract contract() {
        return new Contract(
                "waypost.send.v1",
                List.of(
                        MessageServiceGrpc.getServiceDescriptor(),
                        BlockListServiceGrpc.getServiceDescriptor(),
                        ContactServiceGrpc.getServiceDescriptor(),
                        ReceiptServiceGrpc.getServiceDescriptor(),
                        MediaServiceGrpc.getServiceDescriptor(),
                        ErasureServiceGrpc.getServiceDescriptor(),
                        SessionServiceGrpc.getServiceDescriptor(),
                        PurgeServiceGrpc.getServiceDescriptor(),
                        StatusServiceGrpc.getServiceDescriptor()));
    }
}
