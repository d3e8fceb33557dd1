package dev.waypost.config.purge;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How long a repeated request is answered as the first time.
@ConfigurationProperties("waypost.config.request")
public record AnswerSettings(
        @Bindable(defaultValue = "7d")
        @Doc("How long the answer to a request is kept: within it, the same request id and body change nothing again.")
        Duration keptFor,

        @Bindable(defaultValue = "10m") @Doc("Pause between two looks for answers that are kept no longer.")
        Duration pause,

        @Bindable(defaultValue = "1000") @Doc("Most answers that one statement forgets.")
        int batchSize) {
    public AnswerSettings {
        if (keptFor.toHours() < 1) {
            throw new IllegalArgumentException(
                    "waypost.config.request.kept-for: " + keptFor + " (expected: at least 1h)");
        }
        if (!pause.isPositive()) {
            throw new IllegalArgumentException("waypost.config.request.pause: " + pause + " (expected: positive)");
        }
        if (batchSize < 1 || batchSize > 100_000) {
            throw new IllegalArgumentException(
                    "waypost.config.request.batch-size: " + batchSize + " (expected: 1 to 100000)");
        }
    }
}
