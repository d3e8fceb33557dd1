package dev.waypost.providers.evolution;

import dev.waypost.providers.webhook.JsonCursor;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The fields of an Evolution webhook that routing needs, of the body or of one element of its data.
final class EvolutionEvent {
    @Nullable
    String event;

    @Nullable
    String instance;

    @Nullable
    String id;

    @Nullable
    String chat;

    @Nullable
    String alternative;

    @Nullable
    String participant;

    @Nullable
    String messageType;

    @Nullable
    String text;

    @Nullable
    String replyTo;

    @Nullable
    String status;

    @Nullable
    String state;

    @Nullable
    Instant time;

    boolean fromMe;

    static EvolutionEvent read(byte[] body) throws IOException {
        var read = new EvolutionEvent();
        try (JsonCursor json = JsonCursor.over(body)) {
            if (json.begin() && json.entersObject()) {
                for (String name = json.field(); name != null; name = json.field()) {
                    switch (name) {
                        case "event" -> read.event = json.text();
                        case "instance" -> read.instance = json.textOrIn("instanceName");
                        case "date_time" -> read.time = read.time == null ? json.time() : read.time;
                        case "data" -> read.data(json);
                        default -> {}
                    }
                }
            }
            json.end();
        }
        return read;
    }

    private void data(JsonCursor json) throws IOException {
        if (!json.entersObject()) {
            return;
        }
        for (String name = json.field(); name != null; name = json.field()) {
            switch (name) {
                case "key" -> key(json);
                case "keyId" -> id = json.text();
                case "remoteJid" -> chat = json.text();
                case "remoteJidAlt" -> alternative = json.text();
                case "participant" -> participant = json.text();
                case "fromMe" -> fromMe = json.isTrue();
                case "messageType" -> messageType = json.text();
                case "messageTimestamp" -> time = json.timeOr(time);
                case "status" -> status = json.text();
                case "state" -> state = json.text();
                case "message" -> message(json);
                case "contextInfo" -> replyTo = or(json.textIn("stanzaId"));
                default -> {}
            }
        }
    }

    private void key(JsonCursor json) throws IOException {
        if (!json.entersObject()) {
            return;
        }
        for (String name = json.field(); name != null; name = json.field()) {
            switch (name) {
                case "id" -> id = json.text();
                case "remoteJid" -> chat = json.text();
                case "remoteJidAlt", "senderPn" -> alternative = json.text();
                case "participant" -> participant = json.text();
                case "fromMe" -> fromMe = json.isTrue();
                default -> {}
            }
        }
    }

    private void message(JsonCursor json) throws IOException {
        if (!json.entersObject()) {
            return;
        }
        for (String name = json.field(); name != null; name = json.field()) {
            switch (name) {
                case "conversation" -> text = json.text();
                case "extendedTextMessage" -> extendedText(json);
                case "reactionMessage" -> reaction(json);
                default -> {}
            }
        }
    }

    private void extendedText(JsonCursor json) throws IOException {
        if (!json.entersObject()) {
            return;
        }
        for (String name = json.field(); name != null; name = json.field()) {
            switch (name) {
                case "text" -> text = json.text();
                case "contextInfo" -> replyTo = or(json.textIn("stanzaId"));
                default -> {}
            }
        }
    }

    private void reaction(JsonCursor json) throws IOException {
        if (!json.entersObject()) {
            return;
        }
        for (String name = json.field(); name != null; name = json.field()) {
            if (name.equals("key")) {
                replyTo = or(json.textIn("id"));
                messageType = "reactionMessage";
            }
        }
    }

    private @Nullable String or(@Nullable String found) {
        return found == null ? replyTo : found;
    }
}
