package dev.waypost.ingress.replay;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How fast past events are delivered again.
@ConfigurationProperties("waypost.ingress.replay")
public record ReplaySettings(
        @Bindable(defaultValue = "500") @Doc("Events of a replay that are looked at in one transaction.")
        int batch,

        @Bindable(defaultValue = "250ms") @Doc("Pause of a replay between two of its transactions.")
        Duration pause,

        @Bindable(defaultValue = "30s")
        @Doc("How long a replay belongs to a process that does not answer, before another one goes on with it.")
        Duration lease) {
    public ReplaySettings {
        if (batch < 1 || batch > 10_000 || pause.isNegative() || lease.toMillis() < 1000) {
            throw new IllegalArgumentException(
                    "waypost.ingress.replay: 1 <= batch <= 10000, pause >= 0s and lease >= 1s must hold");
        }
    }
}
