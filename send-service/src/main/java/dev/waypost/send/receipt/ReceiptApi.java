package dev.waypost.send.receipt;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.send.v1.DeliveryStatus;
import dev.waypost.proto.send.v1.ReceiptServiceGrpc;
import dev.waypost.proto.send.v1.RecordReceiptsRequest;
import dev.waypost.proto.send.v1.RecordReceiptsResponse;
import dev.waypost.send.message.Status;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The contract's receipt calls.
@Singleton
class ReceiptApi extends ReceiptServiceGrpc.ReceiptServiceImplBase {
    private static final String STATUS = "DELIVERY_STATUS_";

    private final Receipts receipts;

    ReceiptApi(Receipts receipts) {
        this.receipts = receipts;
    }

    @Override
    public void recordReceipts(RecordReceiptsRequest request, StreamObserver<RecordReceiptsResponse> observer) {
        List<Applied> applied = receipts.record(
                request.getReceiptsList().stream().map(ReceiptApi::receipt).toList());
        var response = RecordReceiptsResponse.newBuilder();
        for (Applied one : applied) {
            switch (one) {
                case Applied.Matched matched when matched.moved() -> response.setApplied(response.getApplied() + 1);
                case Applied.Matched _ -> response.setKept(response.getKept() + 1);
                case Applied.Unmatched _ -> response.setUnmatched(response.getUnmatched() + 1);
            }
        }
        Replies.reply(observer, response.build());
    }

    private static Receipt receipt(dev.waypost.proto.send.v1.Receipt wire) {
        Instant providerTime = wire.hasProviderTime() ? instant(wire.getProviderTime()) : null;
        return new Receipt(
                wire.getTenantId(),
                wire.getEndpointId(),
                wire.getProviderMessageId(),
                orNull(wire.getMessageId()),
                wire.getEventId().isEmpty() ? key(wire, providerTime) : wire.getEventId(),
                status(wire.getStatus()),
                providerTime,
                instant(wire.getReceiveTime()),
                orNull(wire.getErrorCode()),
                orNull(wire.getErrorTitle()),
                orNull(wire.getTraceparent()));
    }

    private static String key(dev.waypost.proto.send.v1.Receipt wire, @Nullable Instant providerTime) {
        return wire.getProviderMessageId() + "/" + wire.getStatusValue() + "/" + providerTime + "/"
                + wire.getErrorCode();
    }

    private static Status status(DeliveryStatus wire) {
        return switch (wire) {
            case DELIVERY_STATUS_UNSPECIFIED, UNRECOGNIZED -> Status.OTHER;
            default -> Status.valueOf(wire.name().substring(STATUS.length()));
        };
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
