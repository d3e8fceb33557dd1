package dev.waypost.console.system;

import static dev.waypost.console.system.QueueController.CACHE;
import static dev.waypost.console.system.QueueController.QUEUE;

import dev.waypost.console.json.Documented;
import dev.waypost.proto.ingress.v1.CacheStats;
import dev.waypost.proto.ingress.v1.ClearCacheRequest;
import dev.waypost.proto.ingress.v1.GetQueueStatsRequest;
import dev.waypost.proto.ingress.v1.QueueStats;
import jakarta.inject.Singleton;
import java.util.List;

/// What queues and caches look like in JSON.
@Singleton
final class SystemShapes implements Documented {
    @Override
    public List<Schema> schemas() {
        return List.of(
                Schema.answered("QueueStats", QUEUE, QueueStats.getDescriptor()),
                Schema.answered("CacheStats", CACHE, CacheStats.getDescriptor()),
                Schema.asked("QueueStatsGet", QUEUE, GetQueueStatsRequest.getDescriptor()),
                Schema.sent("CacheClear", CACHE, ClearCacheRequest.getDescriptor()));
    }
}
