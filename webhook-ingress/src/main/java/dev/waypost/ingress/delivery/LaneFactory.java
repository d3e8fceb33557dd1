package dev.waypost.ingress.delivery;

import dev.waypost.lanes.LaneVital;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.status.Vital;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;

/// Says whether the queue is worked.
@Factory
final class LaneFactory {
    @Singleton
    Vital lanes(Db db) {
        return new LaneVital(DeliveryStore.QUEUE, db);
    }
}
