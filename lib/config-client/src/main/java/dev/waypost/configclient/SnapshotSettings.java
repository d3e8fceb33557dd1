package dev.waypost.configclient;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How much of the tenants' configuration a service remembers, and for how long without asking again.
@ConfigurationProperties("waypost.snapshots")
public record SnapshotSettings(
        @Bindable(defaultValue = "0")
        @Doc(
                "Memory for tenants' configuration, in megabytes; a tenant with one endpoint takes about 2.5 KB, and the names by which it is found up to two fifths on top. 0 is an eighth of the heap, 64 at least.")
        int maxMegabytes,

        @Bindable(defaultValue = "5m")
        @Doc("How long a tenant's configuration is used without reading it again, though no change was announced.")
        Duration freshFor,

        @Bindable(defaultValue = "3s")
        @Doc("How long it is remembered that a tenant does not exist, though nothing was announced.")
        Duration absentFor,

        @Bindable(defaultValue = "1s")
        @Doc("Pause before config-service is asked again that did not answer; the last good configuration serves.")
        Duration retryAfter) {
    private static final long MEGABYTE = 1_000_000;
    private static final long LEAST = 64 * MEGABYTE;
    private static final int PART_OF_HEAP = 8;
    /// A name takes some 250 bytes, and all of them two fifths of what tenants may take.
    private static final int BYTES_PER_NAME = 640;

    long maxBytes() {
        return maxMegabytes > 0
                ? maxMegabytes * MEGABYTE
                : Math.max(LEAST, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    long maxNames() {
        return maxBytes() / BYTES_PER_NAME;
    }
}
