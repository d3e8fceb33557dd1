package dev.waypost.providers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/// The body of a request, and what it is.
public record HttpBody(String contentType, byte[] bytes) {
    /// Nothing.
    public static final HttpBody NONE = new HttpBody("", new byte[0]);

    private static final JsonMapper MAPPER = new JsonMapper();

    /// @param value of maps, lists, texts and numbers
    public static HttpBody json(Object value) {
        try {
            return new HttpBody("application/json", MAPPER.writeValueAsBytes(value));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps and strings always have a JSON form", e);
        }
    }
}
