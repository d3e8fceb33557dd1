package dev.waypost.platform.tally;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How statistics leave this process.
@ConfigurationProperties("waypost.tally")
public record TallySettings(
        @Bindable(defaultValue = "true") @Doc("Whether this process counts what it does for each tenant.")
        boolean enabled,

        @Bindable(defaultValue = "1s") @Doc("How often the counts are handed on, all in one call to Redis.")
        Duration every,

        @Bindable(defaultValue = "50000")
        @Doc("Endpoints that are counted apart at the same time; what is more counts for the platform as a whole.")
        int mostEndpoints,

        @Bindable(defaultValue = "64000000")
        @Doc("Bytes of counts that may wait in Redis; when they are reached, processes keep theirs.")
        long mostWaitingBytes) {}
