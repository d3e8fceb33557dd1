package dev.waypost.console.endpoint;

import dev.waypost.console.json.Json;
import dev.waypost.console.json.Times;
import dev.waypost.proto.health.v1.EndpointHealth;
import org.jspecify.annotations.Nullable;

/// An endpoint's health in the words that callers know.
record HealthView(String status, String cause, @Nullable String lastCheck) {
    static final HealthView UNKNOWN = new HealthView("unknown", "", null);

    static HealthView of(EndpointHealth health) {
        String status = switch (health.getStatus()) {
            case HEALTH_STATUS_HEALTHY -> "healthy";
            case HEALTH_STATUS_DEGRADED -> "degraded";
            case HEALTH_STATUS_UNHEALTHY -> "unhealthy";
            case HEALTH_STATUS_UNKNOWN, HEALTH_STATUS_UNSPECIFIED, UNRECOGNIZED -> "unknown";
        };
        return new HealthView(
                status, health.getCause(), Times.iso(health.hasLastCheckTime(), health.getLastCheckTime()));
    }

    /// Adds what is known; a check that never was is null, because callers look for the field.
    Json into(Json json) {
        return json.put("healthStatus", status)
                .put("connectionStatus", connection())
                .put("healthCause", cause)
                .putAlways("lastHealthCheck", lastCheck);
    }

    /// The same in the words of callers who know a connection and not its health.
    private String connection() {
        return switch (status) {
            case "healthy", "degraded" -> "connected";
            case "unhealthy" -> "disconnected";
            default -> "unknown";
        };
    }
}
