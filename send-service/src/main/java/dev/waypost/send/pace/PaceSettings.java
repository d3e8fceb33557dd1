package dev.waypost.send.pace;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// How fast messages go.
@ConfigurationProperties("waypost.send.pace")
public record PaceSettings(
        @Bindable(defaultValue = "50")
        @Doc("Share of every limit, in percent, that one process grants itself while Redis is away.")
        int localSharePercent) {}
