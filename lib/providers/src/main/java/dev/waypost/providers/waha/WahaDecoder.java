package dev.waypost.providers.waha;

import dev.waypost.platform.id.Ids;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.InboundEvent.Kind;
import dev.waypost.providers.WebhookDecoder;
import dev.waypost.providers.webhook.EventKey;
import dev.waypost.providers.webhook.Healing;
import dev.waypost.providers.webhook.Jid;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads WAHA's webhooks: each is one event.
public final class WahaDecoder implements WebhookDecoder {

    @Override
    public List<InboundEvent> decode(byte[] raw) {
        try {
            return List.of(event(WahaEvent.read(raw), raw));
        } catch (IOException broken) {
            return decodeHealed(raw);
        }
    }

    private static List<InboundEvent> decodeHealed(byte[] raw) {
        try {
            return List.of(event(WahaEvent.read(Healing.of(raw)), raw));
        } catch (IOException stillBroken) {
            return List.of(event(new WahaEvent(), raw));
        }
    }

    private static InboundEvent event(WahaEvent read, byte[] raw) {
        return switch (read.event == null ? "unreadable" : read.event) {
            case "message", "message.any" -> message(read, raw, "message", read.contentType());
            case "message.reaction" -> message(read, raw, "message.reaction", "reaction");
            case "message.edited" -> message(read, raw, "message.edited", "edit");
            case "message.ack", "message.ack.group" -> acknowledgement(read, raw);
            case "session.status", "state.change" ->
                other(Kind.SESSION, read, raw).status(read.status).build();
            default -> other(Kind.OTHER, read, raw).build();
        };
    }

    /// A message comes twice to those who ask for `message` and `message.any`: its key does not tell the two apart.
    private static InboundEvent message(WahaEvent read, byte[] raw, String event, String type) {
        if (read.fromMe || (read.id == null && read.from == null)) {
            return other(Kind.OTHER, read, raw).build();
        }
        return builder(Kind.MESSAGE, type, key(read, event), read, raw)
                .replyTo(WahaIds.known(read.replyTo))
                .text(read.body)
                .build();
    }

    /// What has no id at all is never taken for a repetition: who writes the same twice means it twice.
    private static String key(WahaEvent read, String event) {
        if (read.id != null) {
            return EventKey.of(event, read.session, read.id);
        }
        return read.eventId == null
                ? EventKey.of("alone", Ids.next("waha"))
                : EventKey.of("event", read.session, read.eventId);
    }

    private static InboundEvent acknowledgement(WahaEvent read, byte[] raw) {
        @Nullable String status = read.deliveryStatus();
        if (status == null || read.id == null || !read.fromMe) {
            return other(Kind.OTHER, read, raw).build();
        }
        return builder(
                        Kind.STATUS,
                        status,
                        EventKey.of("ack", read.session, read.id, status, read.participant),
                        read,
                        raw)
                .status(status)
                // As the answer to the send had it.
                .message(WahaIds.bare(read.id))
                .build();
    }

    /// WAHA's id of the event stays the same over its retries; what has none is known by its content.
    private static InboundEvent.Builder other(Kind kind, WahaEvent read, byte[] raw) {
        String key = read.eventId == null
                ? EventKey.ofContent(raw, 0, raw.length, "waha")
                : EventKey.of("event", read.session, read.eventId);
        return builder(kind, read.event == null ? "unreadable" : read.event, key, read, raw);
    }

    private static InboundEvent.Builder builder(Kind kind, String type, String key, WahaEvent read, byte[] raw) {
        @Nullable String chat = read.chat();
        return InboundEvent.builder(kind, type, key)
                .session(read.session)
                .user(Jid.number(chat), Jid.scoped(chat))
                .message(read.id)
                .time(read.time)
                .place(0, raw.length);
    }
}
