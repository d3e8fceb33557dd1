package dev.waypost.ingress.retention;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How long webhooks, events and settled deliveries are kept.
@ConfigurationProperties("waypost.ingress.retention")
public record RetentionSettings(
        @Bindable(defaultValue = "30")
        @Doc(
                "Days that webhooks, events and settled deliveries are kept, 9 to 3650. Duplicates are known for as long. What is not delivered stays listed until somebody acts, but its body goes with the others.")
        int days,

        @Bindable(defaultValue = "1h") @Doc("How often days are made ahead and old ones dropped.")
        Duration interval) {
    /// Meta sends a webhook again for 7 days.
    private static final int FEWEST = 9;

    private static final int MOST = 3650;

    public RetentionSettings {
        if (days < FEWEST || days > MOST) {
            throw new IllegalArgumentException(
                    "waypost.ingress.retention.days: value: " + days + " (expected: " + FEWEST + " to " + MOST + ")");
        }
    }
}
