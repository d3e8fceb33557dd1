package dev.waypost.send.queue;

import dev.waypost.platform.status.Vital;
import jakarta.inject.Singleton;
import java.util.Map;

/// How long the message that is due for longest has waited.
@Singleton
final class QueueVital implements Vital {
    private final DueStore store;

    QueueVital(DueStore store) {
        this.store = store;
    }

    @Override
    public String name() {
        return "queues";
    }

    @Override
    public Reading read() {
        return Reading.well(Map.of("oldest_seconds", store.oldestMillis() / 1000.0));
    }
}
