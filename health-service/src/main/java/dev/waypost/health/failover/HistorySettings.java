package dev.waypost.health.failover;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How long is kept what became of endpoints.
@ConfigurationProperties("waypost.health.history")
public record HistorySettings(
        @Bindable(defaultValue = "30d") @Doc("How long changes of status and moves of traffic are kept.")
        Duration keep,

        @Bindable(defaultValue = "10m") @Doc("Pause between two looks for what is older.")
        Duration pause) {}
