package dev.waypost.ingress.receive;

import dev.waypost.ingress.event.ReplyTraces;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.providers.CallbackMark;
import dev.waypost.providers.InboundEvent;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the trace that an event belongs to, and puts a span for the event into it.
///
/// A status continues the trace of the message it speaks of, a reply the trace of the message it answers; every other
/// event stays in the trace of its webhook.
@Singleton
class EventSpans {
    private final Traces traces;
    private final ReplyTraces replies;

    EventSpans(Traces traces, ReplyTraces replies) {
        this.traces = traces;
        this.replies = replies;
    }

    /// Where the event's trace goes on. The span is made before the commit because the row carries it.
    @Nullable
    String accept(String tenantId, String eventId, InboundEvent event) {
        @Nullable String webhook = Traces.currentTraceparent();
        @Nullable String continued = continued(tenantId, event);
        var span = traces.span("event.accepted")
                .set("waypost.tenant_id", tenantId)
                .set("waypost.event_id", eventId)
                .set("waypost.event_kind", event.kind().name())
                .set("waypost.event_type", event.type());
        if (continued != null) {
            span.parent(continued).link(webhook);
        }
        return span.call(started -> Optional.ofNullable(Traces.currentTraceparent()))
                .orElse(null);
    }

    private @Nullable String continued(String tenantId, InboundEvent event) {
        return switch (event.kind()) {
            case STATUS ->
                CallbackMark.parse(event.callbackData())
                        .map(CallbackMark::traceparent)
                        .orElse(null);
            case MESSAGE ->
                event.replyTo() == null
                        ? null
                        : replies.of(tenantId, event.replyTo()).orElse(null);
            case ACCOUNT, SESSION, OTHER -> null;
        };
    }
}
