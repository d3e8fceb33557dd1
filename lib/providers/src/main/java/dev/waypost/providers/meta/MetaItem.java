package dev.waypost.providers.meta;

import dev.waypost.providers.webhook.JsonCursor;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// One element of a list in a change (a message, a status, an echo, a call…), with the fields that routing needs,
/// wherever Meta puts them. Which of them are there depends on the list.
final class MetaItem {
    final MetaList list;
    int start;
    int end;

    @Nullable
    String id;

    @Nullable
    String type;

    @Nullable
    String status;

    @Nullable
    String from;

    @Nullable
    String fromUserId;

    @Nullable
    String fromParentId;

    @Nullable
    String to;

    @Nullable
    String toUserId;

    @Nullable
    String waId;

    @Nullable
    String userId;

    @Nullable
    String formerUserId;

    @Nullable
    String recipientId;

    @Nullable
    String recipientUserId;

    @Nullable
    String recipientParentId;

    @Nullable
    String participantId;

    @Nullable
    String participantUserId;

    @Nullable
    String quoted;

    @Nullable
    String reactedTo;

    @Nullable
    String errorCode;

    @Nullable
    String errorTitle;

    @Nullable
    String callbackData;

    @Nullable
    String text;

    @Nullable
    String newNumber;

    @Nullable
    String newUserId;

    @Nullable
    Instant time;

    private MetaItem(MetaList list) {
        this.list = list;
    }

    /// Reads the element that the cursor stands on, whatever it is.
    static MetaItem read(JsonCursor json, MetaList list) throws IOException {
        var item = new MetaItem(list);
        item.start = json.start();
        if (json.entersObject()) {
            for (String name = json.field(); name != null; name = json.field()) {
                item.field(json, name);
            }
        }
        item.end = json.end();
        return item;
    }

    private void field(JsonCursor json, String name) throws IOException {
        switch (name) {
            case "id" -> id = json.text();
            case "type" -> type = json.text();
            case "status" -> status = json.text();
            case "timestamp" -> time = json.time();
            case "from" -> from = json.text();
            case "from_user_id" -> fromUserId = json.text();
            case "from_parent_user_id" -> fromParentId = json.text();
            case "to" -> to = json.text();
            case "to_user_id" -> toUserId = json.text();
            case "wa_id" -> waId = json.text();
            case "user_id" -> userId(json);
            case "recipient_id" -> recipientId = json.text();
            case "recipient_user_id" -> recipientUserId = json.text();
            case "recipient_parent_user_id", "parent_recipient_user_id" -> recipientParentId = json.text();
            case "recipient_participant_id" -> participantId = json.text();
            case "recipient_participant_user_id" -> participantUserId = json.text();
            case "biz_opaque_callback_data" -> callbackData = json.text();
            case "context" -> quoted = json.textIn("id");
            case "reaction" -> reactedTo = json.textIn("message_id");
            case "text" -> text = json.textIn("body");
            case "errors" -> errors(json);
            case "code" -> errorCode = json.text();
            case "title" -> errorTitle = json.text();
            case "system" -> system(json);
            default -> {}
        }
    }

    /// A text, or in an update of ids an object with the one before and the one of now.
    private void userId(JsonCursor json) throws IOException {
        if (!json.entersObject()) {
            userId = json.text();
            return;
        }
        for (String name = json.field(); name != null; name = json.field()) {
            switch (name) {
                case "previous" -> formerUserId = json.text();
                case "current" -> userId = json.text();
                default -> {}
            }
        }
    }

    private void system(JsonCursor json) throws IOException {
        if (!json.entersObject()) {
            return;
        }
        for (String name = json.field(); name != null; name = json.field()) {
            switch (name) {
                case "wa_id", "new_wa_id" -> newNumber = json.text();
                case "user_id" -> newUserId = json.text();
                default -> {}
            }
        }
    }

    private void errors(JsonCursor json) throws IOException {
        if (!json.entersArray()) {
            return;
        }
        while (json.element()) {
            if (json.entersObject()) {
                error(json);
            }
        }
    }

    /// The first one counts.
    private void error(JsonCursor json) throws IOException {
        @Nullable String code = null;
        @Nullable String title = null;
        for (String name = json.field(); name != null; name = json.field()) {
            switch (name) {
                case "code" -> code = json.text();
                case "title" -> title = json.text();
                case "message" -> title = title == null ? json.text() : title;
                default -> {}
            }
        }
        errorCode = errorCode == null ? code : errorCode;
        errorTitle = errorTitle == null ? title : errorTitle;
    }
}
