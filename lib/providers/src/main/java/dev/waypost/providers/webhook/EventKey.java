package dev.waypost.providers.webhook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Makes the keys by which two deliveries of one event are known to be one: 128 bits of a digest, as text.
public final class EventKey {
    private static final int BYTES = 16;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    private EventKey() {}

    /// Equal for equal parts, and for no others: each part counts with its length.
    public static String of(@Nullable String... parts) {
        MessageDigest digest = digest();
        for (@Nullable String part : parts) {
            add(digest, part == null ? null : part.getBytes(StandardCharsets.UTF_8));
        }
        return text(digest);
    }

    /// Equal for equal parts and JSON that says the same, in whatever order its fields are; bytes that are no JSON
    /// count as they are.
    public static String ofContent(byte[] bytes, int start, int end, @Nullable String... parts) {
        MessageDigest digest = digest();
        add(digest, canonical(bytes, start, end));
        for (@Nullable String part : parts) {
            add(digest, part == null ? null : part.getBytes(StandardCharsets.UTF_8));
        }
        return text(digest);
    }

    private static byte[] canonical(byte[] bytes, int start, int end) {
        try (JsonCursor json = JsonCursor.over(bytes, start, end)) {
            var text = new StringBuilder(end - start);
            if (json.begin()) {
                write(json, text);
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        } catch (IOException noJson) {
            return Arrays.copyOfRange(bytes, start, end);
        }
    }

    /// Fields in the order of their names; numbers as they are written, for what they mean may be too large to compute.
    private static void write(JsonCursor json, StringBuilder text) throws IOException {
        if (json.entersObject()) {
            var fields = new TreeMap<String, String>();
            for (String name = json.field(); name != null; name = json.field()) {
                var value = new StringBuilder();
                write(json, value);
                fields.put(name, value.toString());
            }
            text.append('{').append(fields.size());
            fields.forEach((name, value) ->
                    text.append(name.length()).append(':').append(name).append(value));
            text.append('}');
        } else if (json.entersArray()) {
            text.append('[');
            while (json.element()) {
                write(json, text);
            }
            text.append(']');
        } else {
            String value = json.literal();
            text.append(value.length()).append(':').append(value);
        }
    }

    private static void add(MessageDigest digest, byte @Nullable [] part) {
        int length = part == null ? -1 : part.length;
        digest.update((byte) (length >> 24));
        digest.update((byte) (length >> 16));
        digest.update((byte) (length >> 8));
        digest.update((byte) length);
        if (part != null) {
            digest.update(part);
        }
    }

    private static String text(MessageDigest digest) {
        return TEXT.encodeToString(Arrays.copyOf(digest.digest(), BYTES));
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
