package dev.waypost.ingress.inspect;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.waypost.ingress.quarantine.HeldEvent;
import dev.waypost.ingress.quarantine.HeldSubject;
import dev.waypost.ingress.quarantine.QuarantineStore;
import dev.waypost.ingress.quarantine.QuarantineWorker;
import dev.waypost.ingress.quarantine.Subject;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.ingress.v1.Event;
import dev.waypost.proto.ingress.v1.GetQuarantinedEventRequest;
import dev.waypost.proto.ingress.v1.GetQuarantinedEventResponse;
import dev.waypost.proto.ingress.v1.ListQuarantineRequest;
import dev.waypost.proto.ingress.v1.ListQuarantineResponse;
import dev.waypost.proto.ingress.v1.QuarantineEntry;
import dev.waypost.proto.ingress.v1.QuarantineServiceGrpc.QuarantineServiceImplBase;
import dev.waypost.proto.ingress.v1.ReplayQuarantineRequest;
import dev.waypost.proto.ingress.v1.ReplayQuarantineResponse;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `QuarantineService`.
@Singleton
public class QuarantineApi extends QuarantineServiceImplBase {
    private static final int DEFAULT_PAGE = 50;

    private final QuarantineStore store;
    private final QuarantineWorker worker;

    QuarantineApi(QuarantineStore store, QuarantineWorker worker) {
        this.store = store;
        this.worker = worker;
    }

    @Override
    public void listQuarantine(ListQuarantineRequest request, StreamObserver<ListQuarantineResponse> observer) {
        requireUnbound();
        String filter =
                String.join("|", "quarantine", request.getPhoneNumberId(), request.getWabaId(), request.getSession());
        String position = PageToken.read(request.getPageToken(), filter);
        int offset = position.isEmpty() ? 0 : Integer.parseInt(position);
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        List<HeldSubject> found = store.subjects(
                subject(request.getPhoneNumberId(), request.getWabaId(), request.getSession()), offset, size);
        var response = ListQuarantineResponse.newBuilder();
        found.forEach(held -> response.addEntries(entry(held)));
        if (found.size() == size) {
            response.setNextPageToken(PageToken.write(Integer.toString(offset + size), filter));
        }
        Replies.reply(observer, response.build());
    }

    @Override
    public void getQuarantinedEvent(
            GetQuarantinedEventRequest request, StreamObserver<GetQuarantinedEventResponse> observer) {
        requireUnbound();
        HeldEvent held = store.find(request.getEventId())
                .orElseThrow(() -> Fault.of(Reason.EVENT_NOT_FOUND).with("event_id", request.getEventId()));
        Event.Builder event = message(held);
        store.body(held.bodyId())
                .ifPresent(body -> event.setContentType(orEmpty(body.contentType()))
                        .setPayload(ByteString.copyFrom(body.bytes())));
        Replies.reply(
                observer,
                GetQuarantinedEventResponse.newBuilder().setEvent(event).build());
    }

    @Override
    public void replayQuarantine(ReplayQuarantineRequest request, StreamObserver<ReplayQuarantineResponse> observer) {
        requireUnbound();
        long released = worker.release(subject(request.getPhoneNumberId(), request.getWabaId(), request.getSession()));
        Replies.reply(
                observer,
                ReplayQuarantineResponse.newBuilder().setReleasedCount(released).build());
    }

    /// Without its bytes.
    static Event.Builder message(HeldEvent held) {
        var event = Event.newBuilder()
                .setEventId(held.eventId())
                .setEndpointId(held.source().endpointId())
                .setKind(EventApi.kind(held.kind()))
                .setProviderMessageId(orEmpty(held.providerMessageId()))
                .setPhoneNumberId(orEmpty(held.subject().phoneNumberId()))
                .setUser(orEmpty(held.user()))
                .setReceiveTime(time(held.receivedAt()))
                .setQuarantined(true);
        if (held.providerTime() != null) {
            event.setProviderTime(time(held.providerTime()));
        }
        return event;
    }

    private static QuarantineEntry entry(HeldSubject held) {
        return QuarantineEntry.newBuilder()
                .setPhoneNumberId(orEmpty(held.subject().phoneNumberId()))
                .setWabaId(orEmpty(held.subject().wabaId()))
                .setSession(orEmpty(held.subject().session()))
                .setTenantId(held.source().tenantId())
                .setEndpointId(held.source().endpointId())
                .setAppId(held.source().appId())
                .setEventCount(held.events())
                .setOldestTime(time(held.oldest()))
                .setNewestTime(time(held.newest()))
                .build();
    }

    /// What nobody owns may turn out to be anybody's.
    private static void requireUnbound() {
        if (!Caller.current().tenants().isEmpty()) {
            throw Fault.of(Reason.TENANT_FORBIDDEN);
        }
    }

    private static Subject subject(String number, String waba, String session) {
        return new Subject(orNull(number), orNull(waba), orNull(session));
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
