package dev.waypost.ingress.inspect;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.Timestamp;
import dev.waypost.ingress.delivery.Changed;
import dev.waypost.ingress.delivery.Deliveries;
import dev.waypost.ingress.delivery.DeliveryChangeStore;
import dev.waypost.ingress.delivery.DeliveryListStore;
import dev.waypost.ingress.delivery.DeliveryQuery;
import dev.waypost.ingress.delivery.DeliveryRow;
import dev.waypost.ingress.replay.ReplayApi;
import dev.waypost.ingress.request.Asked;
import dev.waypost.ingress.request.RequestStore;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.proto.ingress.v1.CancelReplayRequest;
import dev.waypost.proto.ingress.v1.CancelReplayResponse;
import dev.waypost.proto.ingress.v1.Delivery;
import dev.waypost.proto.ingress.v1.DeliveryAttempt;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc.DeliveryServiceImplBase;
import dev.waypost.proto.ingress.v1.DeliveryState;
import dev.waypost.proto.ingress.v1.DiscardDeliveriesRequest;
import dev.waypost.proto.ingress.v1.DiscardDeliveriesResponse;
import dev.waypost.proto.ingress.v1.GetReplayRequest;
import dev.waypost.proto.ingress.v1.GetReplayResponse;
import dev.waypost.proto.ingress.v1.ListDeliveriesRequest;
import dev.waypost.proto.ingress.v1.ListDeliveriesResponse;
import dev.waypost.proto.ingress.v1.ListUndeliveredRequest;
import dev.waypost.proto.ingress.v1.ListUndeliveredResponse;
import dev.waypost.proto.ingress.v1.RedriveDeliveriesRequest;
import dev.waypost.proto.ingress.v1.RedriveDeliveriesResponse;
import dev.waypost.proto.ingress.v1.ReplayEventsRequest;
import dev.waypost.proto.ingress.v1.ReplayEventsResponse;
import dev.waypost.proto.ingress.v1.ResumeReplayRequest;
import dev.waypost.proto.ingress.v1.ResumeReplayResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `DeliveryService`.
@Singleton
public class DeliveryApi extends DeliveryServiceImplBase {
    private static final int DEFAULT_PAGE = 50;

    private final DeliveryListStore store;
    private final DeliveryChangeStore changes;
    private final RequestStore requests;
    private final Deliveries deliveries;
    private final ReplayApi replays;

    DeliveryApi(
            DeliveryListStore store,
            DeliveryChangeStore changes,
            RequestStore requests,
            Deliveries deliveries,
            ReplayApi replays) {
        this.replays = replays;
        this.store = store;
        this.changes = changes;
        this.requests = requests;
        this.deliveries = deliveries;
    }

    @Override
    public void listDeliveries(ListDeliveriesRequest request, StreamObserver<ListDeliveriesResponse> observer) {
        String filter = "all|" + request.getTenantId() + "|" + request.getStatesValueList() + "|"
                + request.getProjectId() + "|" + request.getEventId();
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        List<String> states =
                request.getStatesList().stream().flatMap(DeliveryApi::stored).toList();
        if (states.isEmpty() && request.getStatesCount() > 0) {
            Replies.reply(observer, ListDeliveriesResponse.getDefaultInstance());
            return;
        }
        List<DeliveryRow> rows = store.list(new DeliveryQuery(
                request.getTenantId(),
                states,
                orNull(request.getProjectId()),
                orNull(request.getEventId()),
                PageToken.read(request.getPageToken(), filter),
                size));
        var response = ListDeliveriesResponse.newBuilder();
        rows.forEach(row -> response.addDeliveries(message(row)));
        nextPage(rows, size, filter).ifPresent(response::setNextPageToken);
        Replies.reply(observer, response.build());
    }

    @Override
    public void listUndelivered(ListUndeliveredRequest request, StreamObserver<ListUndeliveredResponse> observer) {
        String filter = "undelivered|" + request.getTenantId() + "|" + request.getProjectId();
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        List<DeliveryRow> rows = store.undelivered(new DeliveryQuery(
                request.getTenantId(),
                List.of(),
                orNull(request.getProjectId()),
                null,
                PageToken.read(request.getPageToken(), filter),
                size));
        var response = ListUndeliveredResponse.newBuilder();
        rows.forEach(row -> response.addDeliveries(message(row)));
        nextPage(rows, size, filter).ifPresent(response::setNextPageToken);
        Replies.reply(observer, response.build());
    }

    @Override
    public void redriveDeliveries(
            RedriveDeliveriesRequest request, StreamObserver<RedriveDeliveriesResponse> observer) {
        Asked asked = Asked.of(request.getRequestId(), request, Caller.current());
        byte[] answer = requests.once(asked, sql -> {
            Changed changed = changes.redrive(sql, request.getTenantId(), request.getDeliveryIdsList());
            var said = RedriveDeliveriesResponse.newBuilder()
                    .addAllDeliveryIds(changed.changed())
                    .addAllSkippedDeliveryIds(changed.skipped())
                    .build();
            return new RequestStore.Done(request.getTenantId(), said.toByteArray());
        });
        RedriveDeliveriesResponse response = kept(answer, RedriveDeliveriesResponse.parser());
        tell("deliveries.redriven", request.getTenantId(), response.getDeliveryIdsCount(), "");
        deliveries.wake();
        Replies.reply(observer, response);
    }

    @Override
    public void discardDeliveries(
            DiscardDeliveriesRequest request, StreamObserver<DiscardDeliveriesResponse> observer) {
        Asked asked = Asked.of(request.getRequestId(), request, Caller.current());
        byte[] answer = requests.once(asked, sql -> {
            Changed changed = changes.discard(sql, request.getTenantId(), request.getDeliveryIdsList());
            var said = DiscardDeliveriesResponse.newBuilder()
                    .addAllDeliveryIds(changed.changed())
                    .addAllSkippedDeliveryIds(changed.skipped())
                    .build();
            return new RequestStore.Done(request.getTenantId(), said.toByteArray());
        });
        DiscardDeliveriesResponse response = kept(answer, DiscardDeliveriesResponse.parser());
        tell("deliveries.discarded", request.getTenantId(), response.getDeliveryIdsCount(), request.getCause());
        // What stood behind a discarded one may go on.
        deliveries.wake();
        Replies.reply(observer, response);
    }

    private static void tell(String event, String tenantId, int count, String cause) {
        WideEvent.of(event)
                .with("caller", Caller.current().id())
                .with("tenant_id", tenantId)
                .with("deliveries", count)
                .with("cause", cause.isEmpty() ? null : cause)
                .emit();
    }

    private static <T> T kept(byte[] answer, Parser<T> parser) {
        try {
            return parser.parseFrom(answer);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("a kept answer cannot be read", e);
        }
    }

    @Override
    public void replayEvents(ReplayEventsRequest request, StreamObserver<ReplayEventsResponse> observer) {
        Replies.reply(observer, replays.start(request));
    }

    @Override
    public void getReplay(GetReplayRequest request, StreamObserver<GetReplayResponse> observer) {
        Replies.reply(observer, replays.get(request));
    }

    @Override
    public void cancelReplay(CancelReplayRequest request, StreamObserver<CancelReplayResponse> observer) {
        Replies.reply(observer, replays.cancel(request));
    }

    @Override
    public void resumeReplay(ResumeReplayRequest request, StreamObserver<ResumeReplayResponse> observer) {
        Replies.reply(observer, replays.resume(request));
    }

    /// A delivery as the contract shows it. Only the last try is kept.
    public static Delivery message(DeliveryRow row) {
        var delivery = Delivery.newBuilder()
                .setDeliveryId(row.deliveryId())
                .setTenantId(row.tenantId())
                .setEventId(row.eventId())
                .setProjectId(row.destination())
                .setState(state(row.state()))
                .setAttemptCount(row.attempts())
                .setCreateTime(time(row.createdAt()));
        if (row.settledAt() != null) {
            delivery.setSettleTime(time(row.settledAt()));
        } else if (row.dueAt() != null) {
            delivery.setNextAttemptTime(time(row.dueAt()));
        }
        if (row.lastStatus() != null || row.lastCause() != null) {
            delivery.addAttempts(DeliveryAttempt.newBuilder()
                    .setHttpStatus(row.lastStatus() == null ? 0 : row.lastStatus())
                    .setCause(row.lastCause() == null ? "" : row.lastCause()));
        }
        return delivery.build();
    }

    private static Optional<String> nextPage(List<DeliveryRow> rows, int size, String filter) {
        return rows.size() < size
                ? Optional.empty()
                : Optional.of(PageToken.write(rows.getLast().deliveryId(), filter));
    }

    private static DeliveryState state(String stored) {
        return switch (stored) {
            case "PENDING" -> DeliveryState.DELIVERY_STATE_PENDING;
            case "DONE" -> DeliveryState.DELIVERY_STATE_DELIVERED;
            case "PARKED" -> DeliveryState.DELIVERY_STATE_PARKED;
            case "DEAD" -> DeliveryState.DELIVERY_STATE_DEAD;
            case "DISCARDED" -> DeliveryState.DELIVERY_STATE_DISCARDED;
            default -> DeliveryState.DELIVERY_STATE_UNSPECIFIED;
        };
    }

    private static Stream<String> stored(DeliveryState state) {
        return switch (state) {
            case DELIVERY_STATE_PENDING -> Stream.of("PENDING");
            case DELIVERY_STATE_DELIVERED -> Stream.of("DONE");
            case DELIVERY_STATE_PARKED -> Stream.of("PARKED");
            case DELIVERY_STATE_DEAD -> Stream.of("DEAD");
            case DELIVERY_STATE_DISCARDED -> Stream.of("DISCARDED");
            case DELIVERY_STATE_UNSPECIFIED, UNRECOGNIZED -> Stream.of();
        };
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static Timestamp time(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }
}
