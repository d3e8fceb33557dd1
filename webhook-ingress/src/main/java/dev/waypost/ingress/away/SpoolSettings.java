package dev.waypost.ingress.away;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// Where webhooks wait while PostgreSQL is away, and for how long it is waited for first.
@ConfigurationProperties("waypost.ingress.spool")
public record SpoolSettings(
        @Bindable(defaultValue = "")
        @Doc("Folder on a local disk that outlives the process, one per process; empty: no spool, and webhooks are"
                + " answered 503 while PostgreSQL is away.")
        String folder,

        @Bindable(defaultValue = "1024") @Doc("Megabytes that may wait there; beyond it webhooks are answered 503.")
        int quotaMegabytes,

        @Bindable(defaultValue = "3s")
        @Doc(
                "How long a commit may take before its webhooks go to the spool instead; they are stored once all the same.")
        Duration storeTimeout,

        @Bindable(defaultValue = "")
        @Doc("Ids of master keys that are lost for good, with commas: what waits in the spool for one of them waits no"
                + " longer, and is unreadable.")
        String lostKeys) {
    public static final long MEGABYTE = 1L << 20;

    public SpoolSettings {
        if (quotaMegabytes < 1) {
            throw new IllegalArgumentException(
                    "waypost.ingress.spool.quota-megabytes: value: " + quotaMegabytes + " (expected: 1 or more)");
        }
    }

    public Set<String> lost() {
        return Arrays.stream(lostKeys.split(","))
                .map(String::strip)
                .filter(key -> !key.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /// In bytes.
    public long quota() {
        return quotaMegabytes * MEGABYTE;
    }
}
