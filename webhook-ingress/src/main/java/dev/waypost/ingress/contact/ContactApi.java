package dev.waypost.ingress.contact;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.proto.send.v1.ContactServiceGrpc;
import dev.waypost.proto.send.v1.Contacted;
import dev.waypost.proto.send.v1.RecordContactsRequest;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.Map;

/// Tells send-service who wrote.
@Singleton
class ContactApi {
    private final GrpcPeers peers;

    ContactApi(GrpcPeers peers) {
        this.peers = peers;
    }

    /// Returns when all are durable at send-service.
    void record(Map<Contact, Instant> contacts) {
        var request = RecordContactsRequest.newBuilder();
        contacts.forEach((contact, time) -> request.addContacts(Contacted.newBuilder()
                .setTenantId(contact.tenantId())
                .setEndpointId(contact.endpointId())
                .setUser(contact.user())
                .setLastTime(
                        Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano()))));
        ContactServiceGrpc.newBlockingStub(peers.channel("send")).recordContacts(request.build());
    }
}
