package dev.waypost.send.retention;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// Streams of changes.
@ConfigurationProperties("waypost.send.watch")
public record WatchSettings(
        @Bindable(defaultValue = "250ms")
        @Doc("How often changes are looked for, for all streams of this process at once.")
        Duration poll,

        @Bindable(defaultValue = "30s")
        @Doc("How long a stream without changes waits before it tells its caller the cursor again.")
        Duration idle,

        @Bindable(defaultValue = "1000") @Doc("Open streams at the same time.")
        int streams,

        @Bindable(defaultValue = "50") @Doc("Open streams at the same time for one tenant.")
        int streamsPerTenant,

        @Bindable(defaultValue = "8") @Doc("Days that changes are kept, 2 or more: how old a cursor may be.")
        int days) {
    public WatchSettings {
        if (days < 2 || streams < 1 || streamsPerTenant < 1) {
            throw new IllegalArgumentException("waypost.send.watch: days: value: " + days
                    + " (expected: 2 or more), streams: value: " + streams
                    + " (expected: 1 or more), streams-per-tenant: value: "
                    + streamsPerTenant + " (expected: 1 or more)");
        }
    }
}
