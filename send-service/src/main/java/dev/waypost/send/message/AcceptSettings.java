package dev.waypost.send.message;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How messages are accepted.
@ConfigurationProperties("waypost.send.accept")
public record AcceptSettings(
        @Bindable(defaultValue = "256") @Doc("Most messages that are written in one transaction.")
        int batchSize,

        @Bindable(defaultValue = "2ms") @Doc("How long a message waits for company before it is written.")
        Duration linger,

        @Bindable(defaultValue = "256")
        @Doc("Messages of one SendStream that are being accepted, or whose answers its caller has not read.")
        int streamInFlight,

        @Bindable(defaultValue = "10000")
        @Doc("Calls that may wait for their provider or recipient at the same time; one more is answered at once.")
        int waiting) {}
