package dev.waypost.providers.waha;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Message ids of WAHA. What a user wrote keeps WAHA's whole id, `false_<chat>_<id>`, for only that can be answered.
/// What we wrote is known by the last part alone: answers and receipts name the chat now by number, now by
/// hidden id.
public final class WahaIds {
    private static final Pattern BARE = Pattern.compile("[0-9A-Za-z.:-]{6,80}");
    private static final Pattern FULL = Pattern.compile("(true|false)_[^_\\s]{1,80}@[^_\\s]{2,20}_[^_\\s]{1,80}(_.+)?");

    private WahaIds() {}

    static boolean isKnown(String id) {
        return FULL.matcher(id).matches() || BARE.matcher(id).matches();
    }

    /// The whole id of a message in a chat; what has only the last part is one of ours.
    static String whole(String id, String chat) {
        return FULL.matcher(id).matches() ? id : "true_" + chat + "_" + id;
    }

    /// The part that WhatsApp itself knows: the same however the chat is named.
    static String bare(String id) {
        return FULL.matcher(id).matches() ? id.split("_")[2] : id;
    }

    /// The id by which we know a message, ours or a user's.
    static @Nullable String known(@Nullable String id) {
        return id != null && id.startsWith("true_") ? bare(id) : id;
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
            return Optional.of(bare(id.asText()));
        }
        if (id.path("_serialized").isTextual()) {
            return Optional.of(bare(id.path("_serialized").asText()));
        }
        String key = answer.path("key").path("id").asText("");
        return key.isEmpty() ? Optional.empty() : Optional.of(key);
    }
}
