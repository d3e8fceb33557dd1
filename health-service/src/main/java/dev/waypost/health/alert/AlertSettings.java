package dev.waypost.health.alert;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How trouble is looked for and told.
@ConfigurationProperties("waypost.health.alert")
public record AlertSettings(
        @Bindable(defaultValue = "true") @Doc("Whether this process looks for trouble and posts alerts.")
        boolean enabled,

        @Bindable(defaultValue = "5s") @Doc("Pause between two looks; several processes take turns.")
        Duration every,

        @Bindable(defaultValue = "2160h") @Doc("How long alerts that are over are kept.")
        Duration keep,

        @Bindable(defaultValue = "10s") @Doc("How long a receiver of alerts may take to answer.")
        Duration timeout,

        @Bindable(defaultValue = "5s")
        @Doc("Longest wait before the second try of a post; it doubles with every further one.")
        Duration retryBase,

        @Bindable(defaultValue = "2m") @Doc("Longest wait between two tries of a post.")
        Duration retryCap,

        @Bindable(defaultValue = "72h")
        @Doc("How long a post is tried before it is dropped; those behind it wait for it.")
        Duration giveUpAfter,

        @Bindable(defaultValue = "docs/runbooks/")
        @Doc("What stands before a runbook's name in an alert: an address of your own, for instance.")
        String runbooks,

        @Bindable(defaultValue = "14d")
        @Doc("How long before a credential ends people are told, where the provider says when it does.")
        Duration credentialNotice,

        @Bindable(defaultValue = "0.1") @Doc("Share of a tenant's tries that may fail, where no rule says otherwise.")
        double errorRate,

        @Bindable(defaultValue = "0.2") @Doc("Share of all endpoints that may be down, where no rule says otherwise.")
        double disconnectRate) {
    public AlertSettings {
        if (!(errorRate > 0 && errorRate <= 1 && disconnectRate > 0 && disconnectRate <= 1)) {
            throw new IllegalArgumentException("waypost.health.alert.error-rate, disconnect-rate value: " + errorRate
                    + ", " + disconnectRate + " (expected: above 0, at most 1)");
        }
    }

    /// The rule of a kind that nobody changed.
    Rule builtIn(AlertKind kind) {
        return switch (kind) {
            case ERROR_RATE -> kind.builtIn(errorRate);
            case DISCONNECT_RATE -> kind.builtIn(disconnectRate);
            default -> kind.builtIn();
        };
    }
}
