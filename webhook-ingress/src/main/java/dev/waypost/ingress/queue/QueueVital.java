package dev.waypost.ingress.queue;

import dev.waypost.platform.status.Vital;
import jakarta.inject.Singleton;

/// How long deliveries have waited, and how many are dead.
@Singleton
final class QueueVital implements Vital {
    private final QueueWorker queues;

    QueueVital(QueueWorker queues) {
        this.queues = queues;
    }

    @Override
    public String name() {
        return "queues";
    }

    @Override
    public Reading read() {
        return Reading.well(queues.figuresNow());
    }
}
