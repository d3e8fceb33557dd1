package dev.waypost.send.retention;

import dev.waypost.platform.seal.SealedDays;
import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How long messages and requests are kept.
@ConfigurationProperties("waypost.send.retention")
public record RetentionSettings(
        @Bindable(defaultValue = "90")
        @Doc(
                "Days that messages and their history are kept, 32 to 3650, whatever became of them. Erasing a tenant or a number is independent of it.")
        int days,

        @Bindable(defaultValue = "72h")
        @Doc("How long a request id is known: within it, the same request gets the same message. At least 24h.")
        Duration requests,

        @Bindable(defaultValue = "1h") @Doc("How often days are made ahead and old ones dropped.")
        Duration interval)
        implements SealedDays {
    /// A message may wait for 30 days.
    private static final int FEWEST = 32;

    private static final int MOST = 3650;
    private static final Duration SHORTEST = Duration.ofHours(24);

    public RetentionSettings {
        if (days < FEWEST || days > MOST) {
            throw new IllegalArgumentException(
                    "waypost.send.retention.days: value: " + days + " (expected: " + FEWEST + " to " + MOST + ")");
        }
        if (requests.compareTo(SHORTEST) < 0) {
            throw new IllegalArgumentException(
                    "waypost.send.retention.requests: value: " + requests + " (expected: 24h or more)");
        }
    }
}
