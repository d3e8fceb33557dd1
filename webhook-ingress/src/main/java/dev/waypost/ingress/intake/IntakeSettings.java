package dev.waypost.ingress.intake;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How webhooks are put together into transactions.
@ConfigurationProperties("waypost.ingress.intake")
public record IntakeSettings(
        @Bindable(defaultValue = "128") @Doc("Webhooks committed in one transaction at most.")
        int maxBatch,

        @Bindable(defaultValue = "3ms") @Doc("How long a webhook waits for company before it is committed.")
        Duration linger) {}
