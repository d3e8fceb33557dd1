package dev.waypost.ingress.erase;

import dev.waypost.platform.grpc.Replies;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.proto.ingress.v1.EraseUserEventsRequest;
import dev.waypost.proto.ingress.v1.EraseUserEventsResponse;
import dev.waypost.proto.ingress.v1.UserEventServiceGrpc;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Forgets users for send-service, which is asked for it and keeps the record.
@Singleton
class UserEventApi extends UserEventServiceGrpc.UserEventServiceImplBase {
    /// After this a call answers, however much is left.
    private static final Duration LONGEST = Duration.ofSeconds(8);

    private static final int MOST_NAMES = 100;

    private final UserRowsStore store;

    UserEventApi(UserRowsStore store) {
        this.store = store;
    }

    @Override
    public void eraseUserEvents(EraseUserEventsRequest request, StreamObserver<EraseUserEventsResponse> observer) {
        String tenantId = request.getTenantId();
        long end = System.nanoTime() + LONGEST.toNanos();
        Set<String> names = store.names(tenantId, UserNamePolicy.names(request.getUsersList()));
        List<String> telling = UserNamePolicy.telling(names);
        List<Part> parts = parts();
        int at = request.getPageToken().isEmpty() ? 0 : place(parts, request.getPageToken());
        long events = 0;
        for (; at < parts.size() && System.nanoTime() - end < 0; at++) {
            Part part = parts.get(at);
            if (part.events()) {
                events += store.blankEvents(tenantId, part.day(), names);
            } else {
                store.blankBodies(tenantId, part.day(), telling);
            }
        }
        boolean done = at >= parts.size();
        if (done) {
            events += store.blankStrays(tenantId, names, telling);
            // Last: until then the names are needed to find the rest.
            store.forgetNames(tenantId, names);
        }
        WideEvent.of("user.events_erased")
                .with("tenant_id", tenantId)
                .with("request_id", request.getRequestId())
                .with("events", events)
                .with("done", done)
                .emit();
        Replies.reply(
                observer,
                EraseUserEventsResponse.newBuilder()
                        .setErasedEvents(events)
                        .setNextPageToken(done ? "" : parts.get(at).token())
                        .addAllUsers(names.stream().limit(MOST_NAMES).toList())
                        .build());
    }

    /// What is kept of a day.
    private record Part(boolean events, String day) {
        String token() {
            return (events ? "event:" : "body:") + day;
        }
    }

    private List<Part> parts() {
        return Stream.concat(
                        store.days("event").stream().map(day -> new Part(true, day)),
                        store.days("body").stream().map(day -> new Part(false, day)))
                .toList();
    }

    /// A day that was dropped meanwhile has nothing left: from the beginning, to be sure.
    private static int place(List<Part> parts, String token) {
        return Math.max(0, parts.stream().map(Part::token).toList().indexOf(token));
    }
}
