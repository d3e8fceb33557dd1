package dev.waypost.providers.waha;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.providers.ChatIds;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Message ids of WAHA: `true_<chat>_<id>`, whatever the engine behind it answers.
public final class WahaIds {
    private static final Pattern FULL = Pattern.compile("(true|false)_[^_\\s]{3,80}@[^_\\s]{2,20}_[^_\\s]{4,80}(_.+)?");

    private WahaIds() {}

    static boolean isFull(String id) {
        return FULL.matcher(id).matches();
    }

    /// The id of one of our own messages in a chat.
    static String own(String chat, String bareId) {
        return "true_" + chat + "_" + bareId;
    }

    /// The part that WhatsApp itself knows: the same however the chat is named.
    public static String bare(String id) {
        String[] parts = id.split("_");
        return isFull(id) ? parts[2] : id;
    }

    /// An id for a message of ours, the same at every try: `3EB0` as WhatsApp Web does it, and 18 more digits.
    static String chosen(String messageId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(messageId.getBytes(StandardCharsets.UTF_8));
            return "3EB0" + HexFormat.of().formatHex(digest).substring(0, 18).toUpperCase(Locale.ROOT);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// The id in an answer: each of the three engines has a shape of its own.
    static Optional<String> in(JsonNode answer) {
        JsonNode id = answer.path("id");
        if (id.isTextual() && !id.asText().isEmpty()) {
            return Optional.of(id.asText());
        }
        if (id.path("_serialized").isTextual()) {
            return Optional.of(id.path("_serialized").asText());
        }
        JsonNode key = answer.path("key");
        if (key.path("id").isTextual() && !key.path("id").asText().isEmpty()) {
            String chat = key.path("remoteJid").asText("");
            return Optional.of(
                    chat.isEmpty()
                            ? key.path("id").asText()
                            : own(ChatIds.full(chat, "c.us"), key.path("id").asText()));
        }
        return Optional.empty();
    }
}
