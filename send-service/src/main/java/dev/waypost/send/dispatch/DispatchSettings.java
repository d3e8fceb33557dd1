package dev.waypost.send.dispatch;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How messages are handed to providers.
@ConfigurationProperties("waypost.send.dispatch")
public record DispatchSettings(
        @Bindable(defaultValue = "true") @Doc("Whether this process hands messages to providers at all.")
        boolean enabled,

        @Bindable(defaultValue = "256") @Doc("Calls to providers at the same time.")
        int inFlight,

        @Bindable(defaultValue = "64") @Doc("Calls to providers at the same time for one tenant.")
        int inFlightPerTenant,

        @Bindable(defaultValue = "250ms")
        @Doc("How often the queue is looked at for messages that another process accepted or that became due.")
        Duration poll,

        @Bindable(defaultValue = "1s") @Doc("Longest wait before the second try; it doubles with every further one.")
        Duration retryBase,

        @Bindable(defaultValue = "5m") @Doc("Longest wait between two tries.")
        Duration retryCap,

        @Bindable(defaultValue = "10") @Doc("Tries in all while the provider says that a later one may succeed.")
        int maxAttempts,

        @Bindable(defaultValue = "3") @Doc("Tries in all for errors that seldom pass.")
        int maxLimitedAttempts,

        @Bindable(defaultValue = "10m")
        @Doc(
                "How long a receipt may take to settle a message of which it is not known whether the provider took it. Then the tenant's whenUnknown decides.")
        Duration unknownAfter,

        @Bindable(defaultValue = "10s") @Doc("How often such messages are looked for.")
        Duration unknownLook) {}
