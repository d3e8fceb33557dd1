package dev.waypost.ingress;

import dev.waypost.proto.send.v1.ContactServiceGrpc.ContactServiceImplBase;
import dev.waypost.proto.send.v1.Contacted;
import dev.waypost.proto.send.v1.Receipt;
import dev.waypost.proto.send.v1.ReceiptServiceGrpc.ReceiptServiceImplBase;
import dev.waypost.proto.send.v1.RecordContactsRequest;
import dev.waypost.proto.send.v1.RecordContactsResponse;
import dev.waypost.proto.send.v1.RecordReceiptsRequest;
import dev.waypost.proto.send.v1.RecordReceiptsResponse;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/// The part of send-service that takes receipts.
final class TestSendService extends ReceiptServiceImplBase implements AutoCloseable {
    private final List<Receipt> receipts = new CopyOnWriteArrayList<>();
    private final List<Contacted> contacts = new CopyOnWriteArrayList<>();
    private final ContactServiceImplBase contactService = new ContactServiceImplBase() {
        @Override
        public void recordContacts(RecordContactsRequest request, StreamObserver<RecordContactsResponse> observer) {
            if (away.get()) {
                observer.onError(Status.UNAVAILABLE.asRuntimeException());
                return;
            }
            contacts.addAll(request.getContactsList());
            observer.onNext(RecordContactsResponse.getDefaultInstance());
            observer.onCompleted();
        }
    };
    private final AtomicBoolean away = new AtomicBoolean();
    private final Server server;

    TestSendService() {
        try {
            server = NettyServerBuilder.forAddress(new InetSocketAddress("127.0.0.1", 0))
                    .addService(this)
                    .addService(contactService)
                    .build()
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    void away(boolean isAway) {
        away.set(isAway);
    }

    List<Receipt> receiptsOf(String tenantId) {
        return receipts.stream().filter(r -> r.getTenantId().equals(tenantId)).toList();
    }

    List<Contacted> contactsOf(String tenantId) {
        return contacts.stream().filter(c -> c.getTenantId().equals(tenantId)).toList();
    }

    @Override
    public void recordReceipts(RecordReceiptsRequest request, StreamObserver<RecordReceiptsResponse> observer) {
        if (away.get()) {
            observer.onError(Status.UNAVAILABLE.asRuntimeException());
            return;
        }
        receipts.addAll(request.getReceiptsList());
        observer.onNext(RecordReceiptsResponse.getDefaultInstance());
        observer.onCompleted();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
