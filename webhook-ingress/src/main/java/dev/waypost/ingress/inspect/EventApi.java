package dev.waypost.ingress.inspect;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.waypost.ingress.delivery.Bodies;
import dev.waypost.ingress.delivery.Body;
import dev.waypost.ingress.delivery.DeliveryListStore;
import dev.waypost.ingress.delivery.DeliveryQuery;
import dev.waypost.ingress.event.EventQuery;
import dev.waypost.ingress.event.EventRow;
import dev.waypost.ingress.event.EventStore;
import dev.waypost.ingress.quarantine.QuarantineStore;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.proto.ingress.v1.Event;
import dev.waypost.proto.ingress.v1.EventKind;
import dev.waypost.proto.ingress.v1.EventServiceGrpc.EventServiceImplBase;
import dev.waypost.proto.ingress.v1.GetEventRequest;
import dev.waypost.proto.ingress.v1.GetEventResponse;
import dev.waypost.proto.ingress.v1.ListEventsRequest;
import dev.waypost.proto.ingress.v1.ListEventsResponse;
import dev.waypost.providers.CallbackMark;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `EventService`.
@Singleton
public class EventApi extends EventServiceImplBase {
    private static final int DEFAULT_PAGE = 50;
    private static final int MOST_DELIVERIES = 1000;

    private final EventStore events;
    private final DeliveryListStore deliveries;
    private final Bodies bodies;
    private final QuarantineStore quarantine;

    EventApi(EventStore events, DeliveryListStore deliveries, Bodies bodies, QuarantineStore quarantine) {
        this.quarantine = quarantine;
        this.events = events;
        this.deliveries = deliveries;
        this.bodies = bodies;
    }

    @Override
    public void getEvent(GetEventRequest request, StreamObserver<GetEventResponse> observer) {
        EventRow row = events.find(request.getTenantId(), request.getEventId())
                .orElseThrow(() -> Fault.of(Reason.EVENT_NOT_FOUND).with("event_id", request.getEventId()));
        Event.Builder event = message(row);
        bodies.of(row.tenantId(), row.bodyId()).ifPresent(body -> show(event, body));
        deliveries
                .list(new DeliveryQuery(row.tenantId(), List.of(), null, row.eventId(), "", MOST_DELIVERIES))
                .forEach(delivery -> event.addDeliveries(DeliveryApi.message(delivery)));
        Replies.reply(observer, GetEventResponse.newBuilder().setEvent(event).build());
    }

    @Override
    public void listEvents(ListEventsRequest request, StreamObserver<ListEventsResponse> observer) {
        if (request.getTenantId().isEmpty() && !Caller.current().tenants().isEmpty()) {
            throw Fault.of(Reason.TENANT_FORBIDDEN);
        }
        String filter = filter(request);
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        List<String> kinds =
                request.getKindsList().stream().flatMap(EventApi::stored).toList();
        if (kinds.isEmpty() && request.getKindsCount() > 0) {
            Replies.reply(observer, ListEventsResponse.getDefaultInstance());
            return;
        }
        var query = new EventQuery(
                orNull(request.getTenantId()),
                kinds,
                orNull(request.getUser()),
                orNull(request.getMessageId()),
                request.hasFromTime() ? instant(request.getFromTime()) : null,
                request.hasUntilTime() ? instant(request.getUntilTime()) : null,
                orNull(PageToken.read(request.getPageToken(), filter)),
                size);
        List<Event.Builder> found = query.tenantId() == null
                ? quarantine.list(query).stream().map(QuarantineApi::message).toList()
                : events.list(query).stream().map(EventApi::message).toList();
        var response = ListEventsResponse.newBuilder();
        found.forEach(response::addEvents);
        if (found.size() == size) {
            response.setNextPageToken(PageToken.write(found.getLast().getEventId(), filter));
        }
        Replies.reply(observer, response.build());
    }

    private static String filter(ListEventsRequest request) {
        return String.join(
                "|",
                "events",
                request.getTenantId(),
                request.getKindsValueList().toString(),
                request.getUser(),
                request.getMessageId(),
                Long.toString(request.getFromTime().getSeconds()),
                Long.toString(request.getUntilTime().getSeconds()));
    }

    /// An event as the contract shows it, without its payload.
    public static Event.Builder message(EventRow row) {
        var event = Event.newBuilder()
                .setEventId(row.eventId())
                .setTenantId(row.quarantined() ? "" : row.tenantId())
                .setEndpointId(row.endpointId())
                .setKind(kind(row.kind()))
                .setProviderMessageId(orEmpty(row.providerMessageId()))
                .setPhoneNumberId(orEmpty(row.phoneNumberId()))
                .setUser(orEmpty(row.user()))
                .setReceiveTime(time(row.receivedAt()))
                .setTraceId(Traces.traceIdOf(row.traceparent()))
                .setQuarantined(row.quarantined());
        CallbackMark.parse(row.callbackData()).ifPresent(mark -> event.setMessageId(mark.messageId()));
        if (row.providerTime() != null) {
            event.setProviderTime(time(row.providerTime()));
        }
        return event;
    }

    private static void show(Event.Builder event, Body body) {
        event.setContentType(orEmpty(body.contentType())).setPayload(ByteString.copyFrom(body.bytes()));
    }

    static EventKind kind(String stored) {
        return switch (stored) {
            case "MESSAGE" -> EventKind.EVENT_KIND_MESSAGE;
            case "STATUS" -> EventKind.EVENT_KIND_STATUS;
            case "ACCOUNT" -> EventKind.EVENT_KIND_ACCOUNT;
            case "SESSION" -> EventKind.EVENT_KIND_SESSION;
            default -> EventKind.EVENT_KIND_RAW;
        };
    }

    private static Stream<String> stored(EventKind kind) {
        return switch (kind) {
            case EVENT_KIND_MESSAGE -> Stream.of("MESSAGE");
            case EVENT_KIND_STATUS -> Stream.of("STATUS");
            case EVENT_KIND_ACCOUNT -> Stream.of("ACCOUNT");
            case EVENT_KIND_SESSION -> Stream.of("SESSION");
            case EVENT_KIND_RAW -> Stream.of("OTHER");
            case EVENT_KIND_UNSPECIFIED, UNRECOGNIZED -> Stream.of();
        };
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    private static Timestamp time(Instant instant) {
        return Timestamp.newBuilder()
                .setSeconds(instant.getEpochSecond())
                .setNanos(instant.getNano())
                .build();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
