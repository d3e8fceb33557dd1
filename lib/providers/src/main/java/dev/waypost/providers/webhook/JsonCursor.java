package dev.waypost.providers.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Reads JSON once, from its first byte to its last, without building anything.
///
/// It stands on a value. A value is read with [#text], entered with [#entersObject] or [#entersArray], or left: what is
/// not looked at is skipped by the next [#field] or [#element].
public final class JsonCursor implements AutoCloseable {
    private static final long LATEST_SECOND = 253_402_300_799L;
    /// The listener bounds the body; these bound what one value in it may cost. Buffers come from a pool because the
    /// virtual thread that reads a webhook reads one and ends.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(64)
                    .maxNameLength(256)
                    .maxNumberLength(64)
                    .maxStringLength(4 * 1024 * 1024)
                    .build())
            .build();

    private final JsonParser json;
    private final int offset;
    /// Whether the value that it stands on is an object or array that was not entered.
    private boolean unread;

    private JsonCursor(JsonParser json, int offset) {
        this.json = json;
        this.offset = offset;
    }

    /// Stands before the first value.
    public static JsonCursor over(byte[] bytes) throws IOException {
        return over(bytes, 0, bytes.length);
    }

    public static JsonCursor over(byte[] bytes, int from, int until) throws IOException {
        if (!isUtf8(bytes, from, until)) {
            throw new IOException("neither object nor value in UTF-8");
        }
        return new JsonCursor(FACTORY.createParser(bytes, from, until - from), from);
    }

    /// The parser would guess at other encodings, whose texts have no place in the bytes.
    private static boolean isUtf8(byte[] bytes, int from, int until) {
        int looked = Math.min(until, from + 4);
        for (int at = from; at < looked; at++) {
            if (bytes[at] == 0 || bytes[at] == (byte) 0xFE || bytes[at] == (byte) 0xFF) {
                return false;
            }
        }
        return until > from;
    }

    /// Goes to the first value; false when there is none.
    public boolean begin() throws IOException {
        return standOn(json.nextToken());
    }

    /// Goes to the next field of the object that was entered last, and stands on its value; null at the object's end.
    public @Nullable String field() throws IOException {
        leave();
        if (json.nextToken() != JsonToken.FIELD_NAME) {
            return null;
        }
        String name = json.currentName();
        standOn(json.nextToken());
        return name;
    }

    /// Goes to the next element of the array that was entered last; false at the array's end.
    public boolean element() throws IOException {
        leave();
        JsonToken token = json.nextToken();
        return token != JsonToken.END_ARRAY && standOn(token);
    }

    private boolean standOn(@Nullable JsonToken token) {
        unread = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
        return token != null;
    }

    private void leave() throws IOException {
        if (unread) {
            json.skipChildren();
            unread = false;
        }
    }

    /// Enters the value if it is an object.
    public boolean entersObject() {
        return enters(JsonToken.START_OBJECT);
    }

    /// Enters the value if it is an array.
    public boolean entersArray() {
        return enters(JsonToken.START_ARRAY);
    }

    private boolean enters(JsonToken token) {
        if (unread && json.currentToken() == token) {
            unread = false;
            return true;
        }
        return false;
    }

    /// The value if it is a text or number that is not blank.
    public @Nullable String text() throws IOException {
        JsonToken token = json.currentToken();
        if (token == null || !token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            return null;
        }
        String text = json.getText();
        return text.isBlank() ? null : storable(text);
    }

    /// The field's text if the value is an object with it.
    public @Nullable String textIn(String field) throws IOException {
        @Nullable String found = null;
        if (entersObject()) {
            for (String name = field(); name != null; name = field()) {
                if (name.equals(field)) {
                    found = text();
                }
            }
        }
        return found;
    }

    /// The value if it is a text, or the field's text if it is an object with it.
    public @Nullable String textOrIn(String field) throws IOException {
        return isObject() ? textIn(field) : text();
    }

    public boolean isObject() {
        return unread && json.currentToken() == JsonToken.START_OBJECT;
    }

    /// Whether the value is an array with something in it.
    public boolean hasElements() throws IOException {
        boolean any = false;
        if (entersArray()) {
            while (element()) {
                any = true;
            }
        }
        return any;
    }

    /// A value that is neither object nor array, marked so that no text looks like a number.
    String literal() throws IOException {
        @Nullable JsonToken token = json.currentToken();
        return token == JsonToken.VALUE_STRING ? '"' + json.getText() : String.valueOf(json.getText());
    }

    public boolean isTrue() {
        return json.currentToken() == JsonToken.VALUE_TRUE;
    }

    /// The value as seconds or milliseconds since 1970, or as a date of ISO 8601; null when it is neither.
    public @Nullable Instant time() throws IOException {
        @Nullable String text = text();
        return text == null ? null : Times.parse(text);
    }

    public @Nullable Instant timeOr(@Nullable Instant otherwise) throws IOException {
        @Nullable Instant time = time();
        return time == null ? otherwise : time;
    }

    /// Where the value begins; asked before it is entered.
    public int start() {
        return offset + (int) Math.max(0, json.currentTokenLocation().getByteOffset());
    }

    /// Where the value ends; an object or array is skipped for that.
    public int end() throws IOException {
        if (json.currentToken() == JsonToken.VALUE_STRING) {
            // Read lazily: where it ends is known only after it was read.
            json.getTextLength();
        }
        leave();
        return offset + (int) Math.max(0, json.currentLocation().getByteOffset());
    }

    /// PostgreSQL cannot hold a NUL, and half a surrogate pair is no character: one in a field must not make the whole
    /// webhook impossible to keep.
    private static String storable(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == 0 || Character.isSurrogate(c)) {
                return repaired(text);
            }
        }
        return text;
    }

    private static String repaired(String text) {
        var sound = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? 0xFFFD : c)
                .forEach(sound::appendCodePoint);
        return sound.toString();
    }

    @Override
    public void close() throws IOException {
        json.close();
    }

    /// Times as providers write them.
    static final class Times {
        private static final long FIRST_MILLISECOND = 100_000_000_000L;

        private Times() {}

        static @Nullable Instant parse(String text) {
            long number = 0;
            for (int at = 0; at < text.length(); at++) {
                int digit = text.charAt(at) - '0';
                if (digit < 0 || digit > 9 || at > 15) {
                    return iso(text);
                }
                number = number * 10 + digit;
            }
            if (number >= FIRST_MILLISECOND && number / 1000 <= LATEST_SECOND) {
                return Instant.ofEpochMilli(number);
            }
            return number > 0 && number <= LATEST_SECOND ? Instant.ofEpochSecond(number) : null;
        }

        private static @Nullable Instant iso(String text) {
            if (text.length() < 20 || text.length() > 40 || text.charAt(4) != '-') {
                return null;
            }
            try {
                Instant time = java.time.OffsetDateTime.parse(text).toInstant();
                return time.getEpochSecond() > 0 && time.getEpochSecond() <= LATEST_SECOND ? time : null;
            } catch (java.time.format.DateTimeParseException noTime) {
                return null;
            }
        }
    }
}
