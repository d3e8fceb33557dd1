package dev.waypost.config.masterkey;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How secrets are sealed again after a master key was promoted.
@ConfigurationProperties("waypost.config.rewrap")
public record RewrapSettings(
        @Bindable(defaultValue = "10s")
        @Doc("Pause between two looks for a promoted master key and for what is sealed under another.")
        Duration pause,

        @Bindable(defaultValue = "15m") @Doc("How often a finished run looks again for what an older process sealed.")
        Duration recheck,

        @Bindable(defaultValue = "200") @Doc("Rows that are read and sealed again at a time.")
        int batchSize) {}
