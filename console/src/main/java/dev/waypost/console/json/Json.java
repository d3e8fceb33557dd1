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

    private final Map<String, Object> fields = new LinkedHashMap<>();

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

    public Map<String, Object> fields() {
        return fields;
    }

    public static byte[] bytes(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value instanceof Json json ? json.fields : value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that cannot be written as JSON", e);
        }
    }
}
