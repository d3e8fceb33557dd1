package dev.waypost.send.contact;

import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.send.v1.ContactServiceGrpc;
import dev.waypost.proto.send.v1.RecordContactsRequest;
import dev.waypost.proto.send.v1.RecordContactsResponse;
import dev.waypost.send.number.NumberPolicy;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Instant;

/// The contract's contact calls.
@Singleton
class ContactApi extends ContactServiceGrpc.ContactServiceImplBase {
    private final ContactStore store;

    ContactApi(ContactStore store) {
        this.store = store;
    }

    @Override
    public void recordContacts(RecordContactsRequest request, StreamObserver<RecordContactsResponse> observer) {
        store.record(request.getContactsList().stream()
                .map(wire -> new Contacted(
                        wire.getTenantId(),
                        wire.getEndpointId(),
                        NumberPolicy.userOf(wire.getUser()),
                        Instant.ofEpochSecond(
                                wire.getLastTime().getSeconds(),
                                wire.getLastTime().getNanos())))
                .toList());
        Replies.reply(observer, RecordContactsResponse.getDefaultInstance());
    }
}
