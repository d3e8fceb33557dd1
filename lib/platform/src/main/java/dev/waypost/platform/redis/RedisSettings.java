package dev.waypost.platform.redis;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How to reach Redis, the shared cache.
@ConfigurationProperties("waypost.redis")
public record RedisSettings(
        @Bindable(defaultValue = "redis://127.0.0.1:16379")
        @Doc("URL of Redis; it may be flushed or lost at any moment.")
        String url,

        @Bindable(defaultValue = "500ms") @Doc("How long a command may take before Redis counts as away.")
        Duration timeout) {}
