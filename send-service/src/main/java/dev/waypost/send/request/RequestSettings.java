package dev.waypost.send.request;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How long repeated requests are known.
@ConfigurationProperties("waypost.send.requests")
record RequestSettings(
        @Bindable(defaultValue = "7d")
        @Doc("How long a repeated change, such as a block, is recognised by its request id.")
        Duration recognised) {}
