package dev.waypost.config.apikey;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/// Where the first key goes.
@ConfigurationProperties("waypost.config.keys")
public record KeySettings(
        @Doc("File for the key that the first start makes when no other way in is set; its owner alone may read it."
                + " Without it the key is printed to standard output, once.")
        @Nullable
        String firstKeyFile) {}
