package dev.waypost.cli.remote;

import com.fasterxml.jackson.core.JsonProcessingException;

/// How answers are printed.
public enum Output {
    TABLE,
    JSON;

    /// A value as JSON, the way every command prints it.
    public static String json(Object value) {
        try {
            return Remote.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
