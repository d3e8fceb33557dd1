package dev.waypost.providers.gowa;

import dev.waypost.providers.webhook.JsonCursor;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fields of a GOWA webhook that routing needs.
final class GowaEvent {
    final List<String> ids = new ArrayList<>(0);

    @Nullable
    String event;

    @Nullable
    String id;

    @Nullable
    String chat;

    @Nullable
    String chatLid;

    @Nullable
    String from;

    @Nullable
    String fromLid;

    @Nullable
    String body;

    @Nullable
    String repliedTo;

    @Nullable
    String receiptType;

    @Nullable
    Instant time;

    boolean fromMe;
    String contentType = "text";
    private @Nullable String sessionId;
    private @Nullable String deviceId;

    static GowaEvent read(byte[] body) throws IOException {
        var read = new GowaEvent();
        try (JsonCursor json = JsonCursor.over(body)) {
            if (json.begin() && json.entersObject()) {
                for (String name = json.field(); name != null; name = json.field()) {
                    switch (name) {
                        case "event" -> read.event = json.text();
                        case "session_id" -> read.sessionId = json.text();
                        case "device_id" -> read.deviceId = json.text();
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

    /// The device as it was registered; one that was not is known by its number.
    @Nullable
    String session() {
        return sessionId == null ? deviceId : sessionId;
    }

    private void payload(JsonCursor json) throws IOException {
        if (!json.entersObject()) {
            return;
        }
        for (String name = json.field(); name != null; name = json.field()) {
            switch (name) {
                case "id" -> id = json.text();
                case "ids" -> ids(json);
                case "timestamp" -> time = json.timeOr(time);
                case "chat_id" -> chat = json.text();
                case "chat_lid" -> chatLid = json.text();
                case "from" -> from = json.text();
                case "from_lid" -> fromLid = json.text();
                case "is_from_me" -> fromMe = json.isTrue();
                case "body" -> body = json.text();
                case "replied_to_id", "reacted_message_id", "original_message_id", "revoked_message_id" ->
                    repliedTo = json.text();
                case "receipt_type" -> receiptType = json.text();
                case "image", "video", "audio", "document", "sticker", "location", "order" -> contentType = name;
                case "video_note" -> contentType = "video";
                case "live_location" -> contentType = "location";
                case "contact", "contacts_array" -> contentType = "contacts";
                case "list", "interactive" -> contentType = "interactive";
                default -> {}
            }
        }
    }

    private void ids(JsonCursor json) throws IOException {
        if (json.entersArray()) {
            while (json.element()) {
                @Nullable String one = json.text();
                if (one != null) {
                    ids.add(one);
                }
            }
        }
    }
}
