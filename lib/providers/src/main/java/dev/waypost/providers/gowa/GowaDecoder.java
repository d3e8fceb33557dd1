package dev.waypost.providers.gowa;

import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.InboundEvent.Kind;
import dev.waypost.providers.WebhookDecoder;
import dev.waypost.providers.webhook.EventKey;
import dev.waypost.providers.webhook.Healing;
import dev.waypost.providers.webhook.Jid;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Takes GOWA's webhooks apart: one acknowledgement may speak of several messages. GOWA gives its events no ids, so
/// keys are made of what they say.
public final class GowaDecoder implements WebhookDecoder {

    @Override
    public List<InboundEvent> decode(byte[] raw) {
        try {
            return events(GowaEvent.read(raw), raw);
        } catch (IOException broken) {
            return decodeHealed(raw);
        }
    }

    private static List<InboundEvent> decodeHealed(byte[] raw) {
        try {
            return events(GowaEvent.read(Healing.of(raw)), raw);
        } catch (IOException stillBroken) {
            return List.of(other(new GowaEvent(), raw));
        }
    }

    private static List<InboundEvent> events(GowaEvent read, byte[] raw) {
        return switch (read.event == null ? "" : read.event) {
            case "message" -> List.of(message(read, raw, read.contentType));
            case "message.reaction" -> List.of(message(read, raw, "reaction"));
            case "message.edited" -> List.of(message(read, raw, "edit"));
            case "message.ack" -> acknowledgements(read, raw);
            default -> List.of(other(read, raw));
        };
    }

    private static InboundEvent message(GowaEvent read, byte[] raw, String type) {
        if (read.fromMe || read.id == null) {
            return other(read, raw);
        }
        return builder(Kind.MESSAGE, type, EventKey.of(read.event, read.session(), read.id), read, raw)
                .message(read.id)
                .replyTo(read.repliedTo)
                .text(read.body)
                .build();
    }

    private static List<InboundEvent> acknowledgements(GowaEvent read, byte[] raw) {
        @Nullable
        String status = switch (read.receiptType == null ? "" : read.receiptType) {
            case "delivered", "read", "played" -> read.receiptType;
            default -> null;
        };
        if (status == null || read.ids.isEmpty()) {
            return List.of(other(read, raw));
        }
        return read.ids.stream()
                .map(id -> builder(
                                Kind.STATUS,
                                status,
                                EventKey.of("ack", read.session(), id, status, read.from),
                                read,
                                raw)
                        .message(id)
                        .status(status)
                        .build())
                .toList();
    }

    private static InboundEvent other(GowaEvent read, byte[] raw) {
        return builder(
                        Kind.OTHER,
                        read.event == null ? "unreadable" : read.event,
                        EventKey.ofContent(raw, 0, raw.length, "gowa"),
                        read,
                        raw)
                .message(read.id)
                .build();
    }

    private static InboundEvent.Builder builder(Kind kind, String type, String key, GowaEvent read, byte[] raw) {
        // Whom the chat is with: in a group the group, whoever wrote.
        boolean chat = read.fromMe || Jid.isShared(read.chat) || read.from == null;
        @Nullable String user = chat ? read.chat : read.from;
        @Nullable String lid = chat ? read.chatLid : read.fromLid;
        return InboundEvent.builder(kind, type, key)
                .session(read.session())
                .user(Jid.number(user), lid == null ? Jid.scoped(user) : lid)
                .time(read.time)
                .place(0, raw.length);
    }
}
