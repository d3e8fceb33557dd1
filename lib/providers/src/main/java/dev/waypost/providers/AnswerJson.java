package dev.waypost.providers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.waypost.platform.http.HttpAnswer;
import java.io.IOException;
import java.time.Duration;

/// What a provider answered, as far as it is JSON.
public final class AnswerJson {
    private static final JsonMapper MAPPER = new JsonMapper();

    private AnswerJson() {}

    /// The tree, or a missing node when the answer is no JSON.
    public static JsonNode read(HttpAnswer answer) {
        try {
            JsonNode tree = MAPPER.readTree(answer.body());
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (IOException notJson) {
            return MissingNode.getInstance();
        }
    }

    /// A state as a provider names it, fit to be shown: what is no short word is not repeated.
    public static String word(String state) {
        return state.matches("[A-Za-z_]{1,40}") ? state : "in no known state";
    }

    /// What `Retry-After` asks for in seconds, at most an hour; zero when it asks for nothing.
    public static Duration retryAfter(HttpAnswer answer) {
        String seconds = answer.headers().getOrDefault("retry-after", "").strip();
        return seconds.matches("\\d{1,6}")
                ? Duration.ofSeconds(Math.min(3600, Long.parseLong(seconds)))
                : Duration.ZERO;
    }
}
