package dev.waypost.providers.meta;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.http.HttpAnswer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The error envelope of the Graph API, with what the answer's headers say about waiting.
record MetaError(
        int code, int subcode, int httpStatus, boolean isTransient, String text, Optional<Duration> retryAfter) {
    private static final int TEXT_LIMIT = 300;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    /// The error in an answer, empty when it has no envelope with a code: then the status is all there is.
    static Optional<MetaError> in(HttpAnswer answer) {
        JsonNode error = MetaJson.read(answer.body()).path("error");
        if (!error.path("code").canConvertToInt()) {
            return Optional.empty();
        }
        return Optional.of(of(error, answer.status(), retryAfter(answer.headers())));
    }

    static MetaError of(JsonNode error, int httpStatus, Optional<Duration> retryAfter) {
        int code = error.path("code").asInt();
        return new MetaError(
                code,
                error.path("error_subcode").asInt(0),
                httpStatus,
                error.path("is_transient").asBoolean(false),
                text(code, error),
                retryAfter);
    }

    private static String text(int code, JsonNode error) {
        JsonNode data = error.path("error_data");
        String details = data.isTextual() ? data.asText() : data.path("details").asText("");
        String said = details.isEmpty() ? error.path("message").asText("") : details;
        String text = "(#" + code + ") " + said.replaceFirst("^\\(#\\d+\\) ", "");
        return text.length() <= TEXT_LIMIT ? text : text.substring(0, TEXT_LIMIT);
    }

    /// `Retry-After` counts seconds; the usage headers count minutes.
    static Optional<Duration> retryAfter(Map<String, String> headers) {
        Duration wait = Duration.ZERO;
        for (Map.Entry<String, String> header : headers.entrySet()) {
            Duration asked = switch (header.getKey().toLowerCase(Locale.ROOT)) {
                case "retry-after" -> seconds(header.getValue());
                case "x-app-usage", "x-business-use-case-usage" -> regainTime(header.getValue());
                default -> Duration.ZERO;
            };
            wait = asked.compareTo(wait) > 0 ? asked : wait;
        }
        if (wait.isZero()) {
            return Optional.empty();
        }
        return Optional.of(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
    }

    private static Duration seconds(String value) {
        return value.strip().matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(value.strip())) : Duration.ZERO;
    }

    private static Duration regainTime(String json) {
        long minutes = 0;
        for (JsonNode found : MetaJson.read(json).findValues("estimated_time_to_regain_access")) {
            minutes = Math.max(minutes, Math.min(found.asLong(0), 60));
        }
        return Duration.ofMinutes(minutes);
    }
}
