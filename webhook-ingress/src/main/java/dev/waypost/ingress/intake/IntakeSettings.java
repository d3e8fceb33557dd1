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
        Duration linger,

        @Bindable(defaultValue = "2") @Doc("Transactions with new webhooks under way at once, at most.")
        int commits,

        @Bindable(defaultValue = "24") @Doc("Webhooks that must wait for a transaction to begin beside another one.")
        int besideBatch) {
    public IntakeSettings {
        if (maxBatch < 1 || commits < 1 || besideBatch < 1) {
            throw new IllegalArgumentException(
                    "waypost.ingress.intake: max-batch >= 1, commits >= 1 and beside-batch >= 1 must hold");
        }
    }
}
