package dev.waypost.console.message;

import dev.waypost.console.json.Json;
import dev.waypost.proto.send.v1.WatchMessagesResponse;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import io.micronaut.http.sse.Event;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/// Changes of messages as server-sent events, read no faster than they are taken. The id of each is the cursor from
/// which a caller who comes back goes on.
final class Changes implements Publisher<Event<String>> {
    private static final int MOST_ASKED = 1 << 20;

    private final Context.CancellableContext context;
    private final Iterator<WatchMessagesResponse> changes;
    private final WatchMessagesResponse first;

    private Changes(
            Context.CancellableContext context, Iterator<WatchMessagesResponse> changes, WatchMessagesResponse first) {
        this.context = context;
        this.changes = changes;
        this.first = first;
    }

    /// Waits for the first word, and throws what the service refuses the stream for.
    static Changes begin(Supplier<Iterator<WatchMessagesResponse>> call) {
        Context.CancellableContext context = Context.current().withCancellation();
        try {
            Iterator<WatchMessagesResponse> changes = context.call(call::get);
            return new Changes(
                    context, changes, changes.hasNext() ? changes.next() : WatchMessagesResponse.getDefaultInstance());
        } catch (RuntimeException refused) {
            context.cancel(null);
            throw refused;
        } catch (Exception impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @Override
    public void subscribe(Subscriber<? super Event<String>> subscriber) {
        var asked = new Semaphore(0);
        subscriber.onSubscribe(new Subscription() {
            @Override
            public void request(long count) {
                asked.release((int) Math.min(count, MOST_ASKED));
            }

            @Override
            public void cancel() {
                context.cancel(null);
                asked.release();
            }
        });
        Thread.ofVirtual().name("message-events").start(() -> tell(subscriber, asked));
    }

    private void tell(Subscriber<? super Event<String>> subscriber, Semaphore asked) {
        try {
            asked.acquire();
            subscriber.onNext(event(first));
            while (changes.hasNext()) {
                WatchMessagesResponse change = changes.next();
                asked.acquire();
                subscriber.onNext(event(change));
            }
            subscriber.onComplete();
        } catch (StatusRuntimeException | InterruptedException over) {
            // The caller comes back with the last id: whatever ended the stream, nothing was passed over.
            subscriber.onComplete();
        } finally {
            context.cancel(null);
        }
    }

    private static Event<String> event(WatchMessagesResponse change) {
        Json json = change.hasMessage() ? MessageJson.of(change.getMessage()) : Json.object();
        return Event.of(new String(Json.bytes(json), StandardCharsets.UTF_8))
                .id(change.getCursor())
                .name(change.hasMessage() ? "message" : "cursor");
    }
}
