package dev.waypost.health.alert;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Notices when the store's clock jumps ahead: for as long as it jumped, what has "not happened since" is not believed.
@Singleton
final class Jumps {
    private static final long LEAST = Duration.ofMinutes(1).toNanos();
    private static final long MOST = Duration.ofDays(8).toNanos();

    private final InstantSource store;
    private final LongSupplier nanos;
    private @Nullable Instant lastTime;
    private long lastNanos;
    private long distrustedFor;

    @Inject
    Jumps(EndpointSignalStore store) {
        this(store::now, System::nanoTime);
    }

    Jumps(InstantSource store, LongSupplier nanos) {
        this.store = store;
        this.nanos = nanos;
    }

    /// Looks at the clock: the more often, the smaller the jumps that are told from time that passed.
    synchronized boolean distrusted() {
        Instant time = store.instant();
        long now = nanos.getAsLong();
        Instant before = lastTime;
        if (before != null) {
            long passed = now - lastNanos;
            long jump = Duration.between(before, time).toNanos() - passed;
            distrustedFor = Math.max(0, distrustedFor - passed);
            if (Math.abs(jump) >= LEAST) {
                distrustedFor = Math.clamp(distrustedFor + jump, 0, MOST);
            }
        }
        lastTime = time;
        lastNanos = now;
        return distrustedFor > 0;
    }
}
