package dev.waypost.send.media;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// What may be uploaded, and how long it is kept.
@ConfigurationProperties("waypost.send.media")
public record MediaSettings(
        @Bindable(defaultValue = "104857600")
        @Doc("Largest file that is taken, in bytes; providers take less of most kinds.")
        long maxBytes,

        @Bindable(defaultValue = "2147483648")
        @Doc(
                "Most bytes of one tenant's files together; the same file counts once. Beyond it uploads are refused with MEDIA_QUOTA_REACHED.")
        long quotaBytes,

        @Bindable(defaultValue = "30d")
        @Doc("How long an uploaded file is kept after it was uploaded or last put into a message.")
        Duration keep,

        @Bindable(defaultValue = "134217728")
        @Doc("Most bytes of files that are in memory at the same time while messages with them are sent.")
        long memory,

        @Bindable(defaultValue = "1m") @Doc("How often expired files are deleted.")
        Duration sweepInterval) {
    public MediaSettings {
        if (maxBytes < 1 || maxBytes > memory) {
            throw new IllegalArgumentException("max-bytes must be at least 1 and at most memory: " + maxBytes);
        }
        if (quotaBytes < maxBytes) {
            throw new IllegalArgumentException("quota-bytes must be at least max-bytes: " + quotaBytes);
        }
    }
}
