package dev.waypost.providers.evolution;

import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.InboundEvent.Kind;
import dev.waypost.providers.WebhookDecoder;
import dev.waypost.providers.webhook.EventKey;
import dev.waypost.providers.webhook.Healing;
import dev.waypost.providers.webhook.Jid;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads Evolution's webhooks: each is one event. They have no ids, so keys are made of what they say.
public final class EvolutionDecoder implements WebhookDecoder {

    @Override
    public List<InboundEvent> decode(byte[] raw) {
        try {
            return List.of(event(EvolutionEvent.read(raw), raw));
        } catch (IOException broken) {
            return decodeHealed(raw);
        }
    }

    /// Evolution sends the instance's own key with every event.
    @Override
    public byte[] withoutKeys(byte[] raw) {
        return EvolutionKeys.blanked(raw);
    }

    private static List<InboundEvent> decodeHealed(byte[] raw) {
        try {
            return List.of(event(EvolutionEvent.read(Healing.of(raw)), raw));
        } catch (IOException stillBroken) {
            return List.of(other(Kind.OTHER, new EvolutionEvent(), raw));
        }
    }

    private static InboundEvent event(EvolutionEvent read, byte[] raw) {
        return switch (read.event == null ? "" : read.event) {
            case "messages.upsert" -> message(read, raw);
            case "messages.update" -> update(read, raw);
            case "connection.update", "qrcode.updated", "logout.instance", "remove.instance", "status.instance" ->
                other(Kind.SESSION, read, raw);
            default -> other(Kind.OTHER, read, raw);
        };
    }

    private static InboundEvent message(EvolutionEvent read, byte[] raw) {
        if (read.fromMe || read.id == null) {
            return other(Kind.OTHER, read, raw);
        }
        return builder(Kind.MESSAGE, type(read), EventKey.of("message", read.instance, read.id), read, raw)
                .replyTo(read.replyTo)
                .text(read.text)
                .build();
    }

    /// `fromMe` says nothing here: for the Business channel it is false for messages of our own.
    private static InboundEvent update(EvolutionEvent read, byte[] raw) {
        @Nullable
        String status = switch (read.status == null ? "" : read.status) {
            case "ERROR", "FAILED" -> "failed";
            case "SERVER_ACK", "SENT" -> "sent";
            case "DELIVERY_ACK", "DELIVERED" -> "delivered";
            case "READ" -> "read";
            case "PLAYED" -> "played";
            default -> null;
        };
        if (status == null || read.id == null) {
            return other(Kind.OTHER, read, raw);
        }
        return builder(
                        Kind.STATUS,
                        status,
                        EventKey.of("status", read.instance, read.id, status, read.participant),
                        read,
                        raw)
                .status(status)
                .build();
    }

    private static String type(EvolutionEvent read) {
        String type = read.messageType == null ? "unknown" : read.messageType;
        return switch (type) {
            case "conversation", "extendedTextMessage" -> "text";
            default -> type.endsWith("Message") ? type.substring(0, type.length() - "Message".length()) : type;
        };
    }

    /// The whole body counts, its time too: a session opens more than once with the same words.
    private static InboundEvent other(Kind kind, EvolutionEvent read, byte[] raw) {
        return builder(
                        kind,
                        read.event == null ? "unreadable" : read.event,
                        EventKey.ofContent(raw, 0, raw.length, "evolution"),
                        read,
                        raw)
                .status(kind == Kind.SESSION ? read.state : null)
                .build();
    }

    private static InboundEvent.Builder builder(Kind kind, String type, String key, EvolutionEvent read, byte[] raw) {
        @Nullable String number = Jid.number(read.chat);
        return InboundEvent.builder(kind, type, key)
                .session(read.instance)
                .user(number == null ? Jid.number(read.alternative) : number, Jid.scoped(read.chat))
                .message(read.id)
                .time(read.time)
                .place(0, raw.length);
    }
}
