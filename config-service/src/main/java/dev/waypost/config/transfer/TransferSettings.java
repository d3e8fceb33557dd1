package dev.waypost.config.transfer;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How exports, imports, switches and moves are worked.
@ConfigurationProperties("waypost.config.transfer")
public record TransferSettings(
        @Bindable(defaultValue = "4")
        @Doc("Operations that one process works at a time; 0 leaves them to other processes.")
        int workers,

        @Bindable(defaultValue = "15s")
        @Doc("How long an operation stays with a process that no longer answers before another one takes it over.")
        Duration lease,

        @Bindable(defaultValue = "30d") @Doc("How long ended operations, their reports and exported files are kept.")
        Duration keep,

        @Bindable(defaultValue = "2147483648") @Doc("Bytes of the largest file that an import takes.")
        long maxFileBytes) {
    public TransferSettings {
        if (workers < 0 || workers > 64) {
            throw new IllegalArgumentException(
                    "waypost.config.transfer.workers: value: " + workers + " (expected: 0 to 64)");
        }
        if (lease.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new IllegalArgumentException(
                    "waypost.config.transfer.lease: value: " + lease + " (expected: at least 1s)");
        }
    }
}
