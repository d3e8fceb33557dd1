package dev.waypost.providers.waha;

import dev.waypost.providers.webhook.JsonCursor;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The fields of a WAHA webhook that routing needs.
final class WahaEvent {
    @Nullable
    String eventId;

    @Nullable
    String event;

    @Nullable
    String session;

    @Nullable
    String id;

    @Nullable
    String from;

    @Nullable
    String to;

    @Nullable
    String participant;

    @Nullable
    String body;

    @Nullable
    String replyTo;

    @Nullable
    String status;

    @Nullable
    Instant time;

    boolean fromMe;
    private @Nullable String ackName;
    private @Nullable String ack;
    private @Nullable String mimetype;
    private boolean location;
    private boolean contacts;

    static WahaEvent read(byte[] body) throws IOException {
        var read = new WahaEvent();
        try (JsonCursor json = JsonCursor.over(body)) {
            if (json.begin() && json.entersObject()) {
                for (String name = json.field(); name != null; name = json.field()) {
                    switch (name) {
                        case "id" -> read.eventId = json.text();
                        case "event" -> read.event = json.text();
                        case "session" -> read.session = json.text();
                        case "timestamp" -> read.time = read.time == null ? json.time() : read.time;
                        case "payload" -> read.payload(json);
                        default -> {}
                    }
                }
            }
            json.end();
        }
        return read;
    }

    /// Whom the chat is with: in a group the group, whoever wrote. The message's id says it for every engine, as
    /// `true_<chat>_<id>`.
    @Nullable
    String chat() {
        int from = id == null ? -1 : id.indexOf('_');
        int until = from < 0 || id == null ? -1 : id.indexOf('_', from + 1);
        if (id != null && until > from + 1 && id.substring(from + 1, until).indexOf('@') > 0) {
            return id.substring(from + 1, until);
        }
        return fromMe ? to : this.from;
    }

    /// Our word for what became of a message; null for what says nothing about it.
    @Nullable
    String deliveryStatus() {
        @Nullable String name = ackName == null ? ack : ackName;
        return switch (name == null ? "" : name) {
            case "ERROR", "-1" -> "failed";
            case "SERVER", "1" -> "sent";
            case "DEVICE", "2" -> "delivered";
            case "READ", "3" -> "read";
            case "PLAYED", "4" -> "played";
            default -> null;
        };
    }

    String contentType() {
        if (mimetype != null) {
            int slash = mimetype.indexOf('/');
            String family = slash < 0 ? "" : mimetype.substring(0, slash);
            return switch (family) {
                case "image", "video", "audio" -> family;
                default -> "document";
            };
        }
        return location ? "location" : contacts ? "contacts" : "text";
    }

    private void payload(JsonCursor json) throws IOException {
        if (!json.entersObject()) {
            return;
        }
        for (String name = json.field(); name != null; name = json.field()) {
            switch (name) {
                case "id" -> id = json.textOrIn("_serialized");
                case "timestamp" -> time = json.timeOr(time);
                case "from" -> from = json.text();
                case "to" -> to = json.text();
                case "participant" -> participant = json.text();
                case "fromMe" -> fromMe = json.isTrue();
                case "body" -> body = json.text();
                case "ackName" -> ackName = json.text();
                case "ack" -> ack = json.text();
                case "status" -> status = json.text();
                case "editedMessageId", "revokedMessageId" -> replyTo = json.text();
                case "replyTo" -> replyTo = json.textIn("id");
                case "reaction" -> replyTo = json.textIn("messageId");
                case "media" -> mimetype = json.textIn("mimetype");
                case "location" -> location = json.isObject();
                case "vCards" -> contacts = json.hasElements();
                default -> {}
            }
        }
    }
}
