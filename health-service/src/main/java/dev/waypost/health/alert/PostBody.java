package dev.waypost.health.alert;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What is posted of an alert: a Standard Webhooks event, whose `text` chat systems show as it is.
@Singleton
class PostBody {
    private static final JsonMapper JSON = new JsonMapper();

    private final AlertSettings settings;

    PostBody(AlertSettings settings) {
        this.settings = settings;
    }

    byte[] of(String type, Standing alert, Instant now) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("alertId", alert.alertId());
        data.put("rule", alert.key().kind().title());
        data.put("severity", alert.severity().name());
        data.put("state", alert.state().name());
        put(data, "tenantId", alert.key().tenantId());
        put(
                data,
                alert.key().kind().isAboutEndpoint() ? "endpointId" : "subject",
                alert.key().subject());
        data.put("summary", alert.summary());
        data.put("value", alert.value());
        data.put("threshold", alert.threshold());
        data.put("occurrences", alert.occurrences());
        put(data, "raiseTime", alert.raiseTime());
        put(data, "clearTime", alert.clearTime());
        data.put("runbook", Runbook.of(alert.key().kind(), settings));
        return written(type, text(type, alert), now, data);
    }

    byte[] trial(String webhookId, Instant now) {
        return written(
                "alert.test",
                "Waypost: a trial. Alerts will arrive here.",
                now,
                new LinkedHashMap<>(Map.of("webhookId", webhookId)));
    }

    private static byte[] written(String type, String text, Instant now, Map<String, Object> data) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", type);
        body.put("timestamp", now.toString());
        body.put("text", text);
        body.put("data", data);
        try {
            return JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an alert that cannot be written as JSON", e);
        }
    }

    private String text(String type, Standing alert) {
        String whose =
                alert.key().tenantId().isEmpty() ? "" : " [" + alert.key().tenantId() + "]";
        return type.equals("alert.cleared")
                ? "OVER" + whose + " " + alert.key().kind().title() + ": " + alert.summary()
                : alert.severity() + whose + " " + alert.key().kind().title() + ": " + alert.summary() + " — "
                        + Runbook.of(alert.key().kind(), settings);
    }

    private static void put(Map<String, Object> data, String name, @Nullable Object value) {
        if (value != null && !value.toString().isEmpty()) {
            data.put(name, value.toString());
        }
    }
}
