package dev.waypost.send.erase;

import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.proto.ingress.v1.EraseUserEventsRequest;
import dev.waypost.proto.ingress.v1.EraseUserEventsResponse;
import dev.waypost.proto.ingress.v1.UserEventServiceGrpc;
import jakarta.inject.Singleton;
import java.util.List;

/// What webhook-ingress keeps.
@Singleton
class IngressEventsApi implements ReceivedEvents {
    private final GrpcPeers peers;

    IngressEventsApi(GrpcPeers peers) {
        this.peers = peers;
    }

    @Override
    public Erased erase(String tenantId, String requestId, List<String> users, String from) {
        EraseUserEventsResponse answer = UserEventServiceGrpc.newBlockingStub(peers.channel("ingress"))
                .eraseUserEvents(EraseUserEventsRequest.newBuilder()
                        .setTenantId(tenantId)
                        .setRequestId(requestId)
                        .addAllUsers(users)
                        .setPageToken(from)
                        .build());
        return new Erased(answer.getErasedEvents(), answer.getNextPageToken(), answer.getUsersList());
    }
}
