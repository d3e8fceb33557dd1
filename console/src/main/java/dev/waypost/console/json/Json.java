package dev.waypost.console.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes answers: fields in the order they were put, and none without a value.
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .build();

    private final Map<String, @Nullable Object> fields = new LinkedHashMap<>();

    private Json() {}

    public static Json object() {
        return new Json();
    }

    /// Leaves the field out when the value is null or an empty text, the way protobuf says "absent".
    public Json put(String name, @Nullable Object value) {
        if (value == null || "".equals(value)) {
            return this;
        }
        fields.put(name, value instanceof Json json ? json.fields : value);
        return this;
    }

    /// Writes the field also when it has no value, as null: for fields that callers look for.
    public Json putAlways(String name, @Nullable Object value) {
        fields.put(name, value);
        return this;
    }

    public Map<String, @Nullable Object> fields() {
        return fields;
    }

    /// A document that a service stored, to be put into an answer as it is; null when there is none.
    public static @Nullable Object parse(String document) {
        try {
            return document.isEmpty() ? null : MAPPER.readTree(document);
        } catch (JsonProcessingException e) {
            return document;
        }
    }

    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value instanceof Json json ? json.fields : value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that cannot be written as JSON", e);
        }
    }
}
