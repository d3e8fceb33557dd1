package dev.waypost.ingress.quarantine;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How long events of nobody are kept.
@ConfigurationProperties("waypost.ingress.quarantine")
public record QuarantineSettings(
        @Bindable(defaultValue = "30d") @Doc("How long an event whose number nobody owns is kept.")
        Duration retention,

        @Bindable(defaultValue = "30s") @Doc("How often it is looked whether a number in quarantine has an owner now.")
        Duration interval) {}
