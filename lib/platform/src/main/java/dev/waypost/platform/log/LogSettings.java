package dev.waypost.platform.log;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// How log lines look.
@ConfigurationProperties("waypost.log")
public record LogSettings(
        @Bindable(defaultValue = "JSON") @Doc("JSON for machines, TEXT for people.")
        Format format) {
    /// The two shapes of a log line.
    public enum Format {
        JSON,
        TEXT
    }
}
