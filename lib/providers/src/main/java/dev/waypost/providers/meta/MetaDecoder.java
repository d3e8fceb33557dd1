package dev.waypost.providers.meta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.providers.InboundEvent;
import dev.waypost.providers.InboundEvent.Kind;
import dev.waypost.providers.WebhookDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Takes a Graph webhook apart: every entry, change, message and status becomes one event.
public final class MetaDecoder implements WebhookDecoder {

    @Override
    public List<InboundEvent> decode(byte[] raw) {
        List<InboundEvent> events = new ArrayList<>();
        JsonNode body = MetaJson.read(raw);
        for (JsonNode entry : body.path("entry")) {
            String waba = MetaFields.text(entry, "id");
            if (entry.path("changes").isEmpty()) {
                events.add(other(waba, "entry", entry, entry));
            }
            for (JsonNode change : entry.path("changes")) {
                decodeChange(waba, change, events);
            }
        }
        if (events.isEmpty()) {
            // Signed, but nothing we can take apart: kept whole, so that somebody can look.
            events.add(whole(raw));
        }
        return events;
    }

    private static void decodeChange(@Nullable String waba, JsonNode change, List<InboundEvent> events) {
        JsonNode value = change.path("value");
        String field = fieldOf(change, value);
        int before = events.size();
        if (field.equals("messages")) {
            value.path("errors").forEach(error -> events.add(other(waba, "errors", value, error)));
            value.path("messages").forEach(message -> events.add(message(waba, value, message)));
            value.path("statuses").forEach(status -> events.add(status(waba, value, status)));
        } else if (field.equals("smb_message_echoes")) {
            value.path("message_echoes").forEach(echo -> events.add(echo(waba, value, echo)));
        }
        if (events.size() == before) {
            events.add(other(waba, field, value, change));
        }
    }

    /// Published samples leave the field out now and then; the value still tells.
    private static String fieldOf(JsonNode change, JsonNode value) {
        String field = MetaFields.text(change, "field");
        return field != null ? field : value.has("messages") || value.has("statuses") ? "messages" : "unknown";
    }

    private static InboundEvent message(@Nullable String waba, JsonNode value, JsonNode message) {
        String id = MetaFields.text(message, "id");
        String number = MetaFields.text(value.path("metadata"), "phone_number_id");
        if (id == null) {
            return other(waba, "messages", value, message);
        }
        String quoted = MetaFields.text(message.path("context"), "id");
        JsonNode error = message.path("errors").path(0);
        return InboundEvent.builder(
                        Kind.MESSAGE,
                        Objects.requireNonNullElse(MetaFields.text(message, "type"), "unknown"),
                        key("message", number, id))
                .number(number, waba)
                .user(
                        MetaFields.text(message, "from"),
                        MetaFields.first(message, "from_user_id", "from_parent_user_id"))
                .message(id)
                .replyTo(quoted != null ? quoted : MetaFields.text(message.path("reaction"), "message_id"))
                .error(MetaFields.text(error, "code"), MetaFields.first(error, "title", "message"))
                .time(MetaFields.time(message.path("timestamp")))
                .text(MetaFields.text(message.path("text"), "body"))
                .build();
    }

    private static InboundEvent status(@Nullable String waba, JsonNode value, JsonNode status) {
        String id = MetaFields.text(status, "id");
        String state = MetaFields.text(status, "status");
        if (id == null || state == null) {
            return other(waba, "messages", value, status);
        }
        String number = MetaFields.text(value.path("metadata"), "phone_number_id");
        JsonNode error = status.path("errors").path(0);
        String code = MetaFields.text(error, "code");
        // In a group every participant has a status of their own.
        String who = MetaFields.first(
                status,
                "recipient_participant_id",
                "recipient_participant_user_id",
                "recipient_id",
                "recipient_user_id");
        return InboundEvent.builder(Kind.STATUS, state, key("status", number, id, state, who, code))
                .number(number, waba)
                .user(
                        MetaFields.text(status, "recipient_id"),
                        MetaFields.first(status, "recipient_user_id", "recipient_parent_user_id"))
                .message(id)
                .status(state)
                .error(code, MetaFields.first(error, "title", "message"))
                .time(MetaFields.time(status.path("timestamp")))
                .callbackData(MetaFields.text(status, "biz_opaque_callback_data"))
                .build();
    }

    private static InboundEvent echo(@Nullable String waba, JsonNode value, JsonNode echo) {
        String id = MetaFields.text(echo, "id");
        InboundEvent event = other(waba, "smb_message_echoes", value, echo);
        return InboundEvent.builder(
                        Kind.OTHER,
                        event.type(),
                        id == null ? event.dedupeKey() : key("echo", event.phoneNumberId(), id))
                .number(event.phoneNumberId(), waba)
                .user(MetaFields.text(echo, "to"), MetaFields.text(echo, "to_user_id"))
                .message(id)
                .time(MetaFields.time(echo.path("timestamp")))
                .build();
    }

    private static InboundEvent other(@Nullable String waba, String field, JsonNode value, JsonNode element) {
        JsonNode error = value.path("errors").path(0);
        // entry.time stays out of the key: it is when Meta sent it, and differs from try to try.
        String content = new String(MetaJson.canonical(element), StandardCharsets.UTF_8);
        return InboundEvent.builder(MetaKinds.of(field), field, key("other", waba, field, content))
                .number(MetaFields.text(value.path("metadata"), "phone_number_id"), waba)
                .error(MetaFields.text(error, "code"), MetaFields.first(error, "title", "message"))
                .time(MetaFields.time(element.path("timestamp")))
                .build();
    }

    private static InboundEvent whole(byte[] raw) {
        String text = MetaFields.storable(new String(raw, StandardCharsets.UTF_8));
        return InboundEvent.builder(Kind.OTHER, "unreadable", key("whole", text))
                .place(0, raw.length)
                .build();
    }

    private static String key(@Nullable String... parts) {
        return MetaFields.hex(Signatures.sha256(MetaFields.joined(parts)));
    }
}
