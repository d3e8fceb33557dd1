package dev.waypost.platform.boot;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;

/// Where a process listens.
@ConfigurationProperties("waypost.server")
public record ServerSettings(
        @Bindable(defaultValue = "0.0.0.0") @Doc("The local address that every listener of the process binds to.")
        String host) {}
