package dev.waypost.console.edge;

import java.util.Map;

/// What a handler answers: a status and a body to be written as JSON.
public record Answer(int status, Object body, Map<String, String> headers) {
    public static Answer ok(Object body) {
        return new Answer(200, body, Map.of());
    }

    public static Answer created(Object body) {
        return new Answer(201, body, Map.of());
    }

    public static Answer accepted(Object body) {
        return new Answer(202, body, Map.of());
    }

    /// Nothing left to say.
    public static Answer noContent() {
        return new Answer(204, "", Map.of());
    }

    public static Answer unavailable(Object body) {
        return new Answer(503, body, Map.of());
    }

    public Answer with(String header, String value) {
        return new Answer(status, body, Map.of(header, value));
    }
}
