package dev.waypost.console.web.health;

import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Parts.Tone;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.health.v1.HealthStatus;

/// What the status of an endpoint is called, and how it looks.
public final class HealthWords {
    private HealthWords() {}

    public static Html badge(HealthStatus status) {
        return Parts.badge(tone(status), word(status));
    }

    static Tone tone(HealthStatus status) {
        return switch (status) {
            case HEALTH_STATUS_HEALTHY -> Tone.GOOD;
            case HEALTH_STATUS_DEGRADED -> Tone.WARN;
            case HEALTH_STATUS_UNHEALTHY -> Tone.BAD;
            default -> Tone.IDLE;
        };
    }

    static String word(HealthStatus status) {
        return switch (status) {
            case HEALTH_STATUS_HEALTHY -> "healthy";
            case HEALTH_STATUS_DEGRADED -> "degraded";
            case HEALTH_STATUS_UNHEALTHY -> "unhealthy";
            default -> "not checked";
        };
    }
}
