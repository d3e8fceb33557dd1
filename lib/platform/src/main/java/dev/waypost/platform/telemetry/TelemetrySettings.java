package dev.waypost.platform.telemetry;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Where spans go and how many of them.
@ConfigurationProperties("waypost.telemetry")
public record TelemetrySettings(
        @Doc("Base URL of an OTLP/HTTP collector, like http://collector:4318; without it spans stay inside.") @Nullable
        String otlpEndpoint,

        @Bindable(defaultValue = "1.0")
        @Doc("The share of traces that are recorded, 0 to 1; a caller's decision is kept.")
        double sampleRatio,

        @Bindable(defaultValue = "1s") @Doc("How long finished spans may wait before they are sent.")
        Duration flushInterval) {
    public TelemetrySettings {
        if (sampleRatio < 0 || sampleRatio > 1) {
            throw new IllegalArgumentException(
                    "waypost.telemetry.sample-ratio: value: " + sampleRatio + " (expected: 0 to 1)");
        }
    }
}
