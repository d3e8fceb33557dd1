package dev.waypost.send.erase;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How users are forgotten.
@ConfigurationProperties("waypost.send.erasure")
public record ErasureSettings(
        @Bindable(defaultValue = "10s") @Doc("How often erasures that are not done are carried on.")
        Duration interval,

        @Bindable(defaultValue = "2m") @Doc("How long one process may work on an erasure before another one takes it.")
        Duration lease) {}
