package dev.waypost.send.message;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.proto.send.v1.WatchMessagesRequest;
import dev.waypost.proto.send.v1.WatchMessagesResponse;
import dev.waypost.send.retention.WatchSettings;
import io.grpc.Context;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Streams of changes. What was told is told from the table alone, so a stream that breaks goes on anywhere.
///
/// A stream holds one page in memory and reads the next one when the caller has taken it.
@Singleton
class WatchApi {
    private static final int PAGE = 200;
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final ChangeStore store;
    private final ChangeNews news;
    private final WatchSettings settings;
    private final InstantSource clock;

    WatchApi(ChangeStore store, ChangeNews news, WatchSettings settings, InstantSource clock) {
        this.store = store;
        this.news = news;
        this.settings = settings;
        this.clock = clock;
    }

    /// Ends when the caller leaves or the process stops.
    void watch(WatchMessagesRequest request, StreamObserver<WatchMessagesResponse> observer) {
        var call = (ServerCallStreamObserver<WatchMessagesResponse>) observer;
        String tenant = request.getTenantId();
        WatchCursor now = store.now();
        boolean begins = request.getCursor().isEmpty();
        WatchCursor from = begins
                ? now
                : WatchCursor.read(request.getCursor(), tenant, today().minusDays(settings.days() - 1L), now);
        try (var listener = news.listen(tenant)) {
            Context.current().addListener(_ -> listener.wake(), Runnable::run);
            if (begins) {
                call.onNext(place(tenant, from));
            }
            new Stream(tenant, Set.copyOf(request.getMessageIdsList()), call, listener).run(from);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (news.isClosed() && !call.isCancelled()) {
            throw Fault.of(Reason.SHUTTING_DOWN);
        }
    }

    private final class Stream {
        private final String tenant;
        private final Set<String> wanted;
        private final ServerCallStreamObserver<WatchMessagesResponse> call;
        private final ChangeNews.Listener listener;

        Stream(
                String tenant,
                Set<String> wanted,
                ServerCallStreamObserver<WatchMessagesResponse> call,
                ChangeNews.Listener listener) {
            this.tenant = tenant;
            this.wanted = wanted;
            this.call = call;
            this.listener = listener;
        }

        void run(WatchCursor from) throws InterruptedException {
            WatchCursor at = from;
            long toldAt = System.nanoTime();
            boolean idle = false;
            while (awaitReady()) {
                // Asked for before the changes are: when there are none, nothing of this tenant lies below it.
                WatchCursor now = idle ? store.now() : at;
                List<ChangeStore.Change> changes = store.after(tenant, at, PAGE);
                at = changes.isEmpty() ? now : changes.getLast().at();
                if (tell(changes)) {
                    toldAt = System.nanoTime();
                } else if (System.nanoTime() - toldAt >= settings.idle().toNanos()) {
                    // A caller whom nothing concerns for days keeps a good cursor.
                    call.onNext(place(tenant, at));
                    toldAt = System.nanoTime();
                }
                idle = changes.size() < PAGE && !listener.await(settings.idle());
            }
        }

        /// False when nobody listens any more. The caller's pace is asked for, not waited for: gRPC tells it on the
        /// thread that this call holds.
        private boolean awaitReady() throws InterruptedException {
            Duration pause = SHORTEST_PAUSE;
            while (!call.isCancelled() && !news.isClosed()) {
                if (call.isReady()) {
                    return true;
                }
                Thread.sleep(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
            }
            return false;
        }

        private boolean tell(List<ChangeStore.Change> changes) {
            List<ChangeStore.Change> told = changes.stream()
                    .filter(change -> wanted.isEmpty() || wanted.contains(change.messageId()))
                    .toList();
            Map<String, StoredMessage> messages = store.messages(tenant, told);
            for (ChangeStore.Change change : told) {
                StoredMessage message = messages.get(change.messageId());
                if (message != null && !call.isCancelled()) {
                    call.onNext(WatchMessagesResponse.newBuilder()
                            .setMessage(MessageWireApi.message(message).toBuilder()
                                    .setState(MessageState.valueOf(
                                            "MESSAGE_STATE_" + change.state().name()))
                                    .clearContent())
                            .setCursor(change.at().text(tenant))
                            .build());
                }
            }
            return !told.isEmpty();
        }
    }

    private static WatchMessagesResponse place(String tenant, WatchCursor at) {
        return WatchMessagesResponse.newBuilder().setCursor(at.text(tenant)).build();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
