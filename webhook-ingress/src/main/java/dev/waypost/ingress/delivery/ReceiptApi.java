package dev.waypost.ingress.delivery;

import com.google.protobuf.Timestamp;
import dev.waypost.ingress.event.StatusEvent;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.grpc.GrpcPeers;
import dev.waypost.proto.send.v1.DeliveryStatus;
import dev.waypost.proto.send.v1.Receipt;
import dev.waypost.proto.send.v1.ReceiptServiceGrpc;
import dev.waypost.proto.send.v1.RecordReceiptsRequest;
import dev.waypost.providers.CallbackMark;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells send-service what providers said of its messages.
@Singleton
class ReceiptApi {
    private static final int CODE_LENGTH = 128;
    private static final int TITLE_LENGTH = 1024;

    /// A status and the trace in which it is told.
    record Told(StatusEvent status, @Nullable String traceparent) {}

    private final GrpcPeers peers;

    ReceiptApi(GrpcPeers peers) {
        this.peers = peers;
    }

    /// Returns when all are durable at send-service; when it throws, none is.
    void record(List<Told> told) {
        var request = RecordReceiptsRequest.newBuilder();
        told.forEach(one -> request.addReceipts(receipt(one)));
        try {
            ReceiptServiceGrpc.newBlockingStub(peers.channel("send")).recordReceipts(request.build());
        } catch (StatusRuntimeException e) {
            throw FaultStatus.of(e);
        }
    }

    private static Receipt receipt(Told told) {
        StatusEvent status = told.status();
        var receipt = Receipt.newBuilder()
                .setTenantId(status.tenantId())
                .setEndpointId(status.endpointId())
                .setProviderMessageId(status.providerMessageId())
                .setStatus(meaning(status.status()))
                .setReceiveTime(time(status.receivedAt()))
                .setErrorCode(cut(status.errorCode(), CODE_LENGTH))
                .setErrorTitle(cut(status.errorTitle(), TITLE_LENGTH))
                .setEventId(status.eventId());
        CallbackMark.parse(status.callbackData()).ifPresent(mark -> receipt.setMessageId(mark.messageId()));
        if (status.providerTime() != null) {
            receipt.setProviderTime(time(status.providerTime()));
        }
        if (told.traceparent() != null) {
            receipt.setTraceparent(told.traceparent());
        }
        return receipt.build();
    }

    private static DeliveryStatus meaning(String status) {
        return switch (status) {
            case "sent" -> DeliveryStatus.DELIVERY_STATUS_SENT;
            case "delivered" -> DeliveryStatus.DELIVERY_STATUS_DELIVERED;
            case "read" -> DeliveryStatus.DELIVERY_STATUS_READ;
            case "played" -> DeliveryStatus.DELIVERY_STATUS_PLAYED;
            case "failed" -> DeliveryStatus.DELIVERY_STATUS_FAILED;
            // A newer word than this code knows: send-service keeps it as history.
            default -> DeliveryStatus.DELIVERY_STATUS_UNSPECIFIED;
        };
    }

    private static Timestamp time(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    private static String cut(@Nullable String text, int length) {
        if (text == null) {
            return "";
        }
        return text.length() <= length
                ? text
                : text.substring(
                        0, text.offsetByCodePoints(0, Math.min(length, text.codePointCount(0, text.length()))));
    }
}
