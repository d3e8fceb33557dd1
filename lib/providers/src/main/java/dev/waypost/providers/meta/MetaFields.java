package dev.waypost.providers.meta;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Reads single fields that Meta writes now as text, now as number, or leaves out.
final class MetaFields {
    private static final long LATEST_SECOND = 253_402_300_799L;

    private MetaFields() {}

    static @Nullable String text(JsonNode node, String name) {
        JsonNode field = node.path(name);
        return field.isValueNode() && !field.isNull() && !field.asText().isEmpty() ? storable(field.asText()) : null;
    }

    /// PostgreSQL cannot hold a NUL in text: one in a field must not make the whole webhook undeliverable.
    static String storable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace('\0', '\uFFFD');
    }

    static @Nullable String first(JsonNode node, String... names) {
        for (String name : names) {
            String text = text(node, name);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    static @Nullable Instant time(JsonNode seconds) {
        long value = seconds.asLong(-1);
        return value > 0 && value <= LATEST_SECOND ? Instant.ofEpochSecond(value) : null;
    }

    /// Joins with lengths in front, so that no two lists of parts give the same text.
    static String joined(@Nullable String... parts) {
        var text = new StringBuilder();
        for (String part : parts) {
            text.append(part == null ? "-" : part.length() + ":" + part).append(',');
        }
        return text.toString();
    }

    static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
