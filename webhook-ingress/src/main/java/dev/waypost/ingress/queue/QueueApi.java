package dev.waypost.ingress.queue;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.Timestamp;
import dev.waypost.ingress.cache.Caches;
import dev.waypost.ingress.delivery.Deliveries;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.proto.ingress.v1.CacheStats;
import dev.waypost.proto.ingress.v1.ClearCacheRequest;
import dev.waypost.proto.ingress.v1.ClearCacheResponse;
import dev.waypost.proto.ingress.v1.DeadLetterCount;
import dev.waypost.proto.ingress.v1.GetDeadLetterCountsRequest;
import dev.waypost.proto.ingress.v1.GetDeadLetterCountsResponse;
import dev.waypost.proto.ingress.v1.GetQueueStatsRequest;
import dev.waypost.proto.ingress.v1.GetQueueStatsResponse;
import dev.waypost.proto.ingress.v1.QueueServiceGrpc.QueueServiceImplBase;
import dev.waypost.proto.ingress.v1.QueueStats;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// `QueueService`.
@Singleton
public class QueueApi extends QueueServiceImplBase {
    private static final Duration COUNTED_FOR = Duration.ofSeconds(5);

    private final QueueStore store;
    private final Deliveries deliveries;
    private final Caches caches;
    /// Counting reads all that waits: many who ask at once are answered by one count.
    private final Cache<Optional<Set<String>>, List<QueueDepth>> counts = Caffeine.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(COUNTED_FOR)
            .build();

    private final Cache<Optional<Set<String>>, DeadLetters> dead = Caffeine.newBuilder()
            .maximumSize(1000)
            .expireAfterWrite(COUNTED_FOR)
            .build();

    QueueApi(QueueStore store, Deliveries deliveries, Caches caches) {
        this.store = store;
        this.deliveries = deliveries;
        this.caches = caches;
    }

    @Override
    public void getQueueStats(GetQueueStatsRequest request, StreamObserver<GetQueueStatsResponse> observer) {
        Optional<Set<String>> whose = whose(request.getTenantId(), Caller.current());
        var response = GetQueueStatsResponse.newBuilder();
        for (QueueDepth depth : counts.get(whose, tenants -> store.depths(tenants.orElse(null)))) {
            response.addQueues(wire(depth, whose.isEmpty()));
        }
        caches.counted()
                .forEach(cache -> response.addCaches(CacheStats.newBuilder()
                        .setName(cache.name())
                        .setEntries(cache.entries())
                        .setHits(cache.hits())
                        .setMisses(cache.misses())));
        Replies.reply(observer, response.build());
    }

    @Override
    public void getDeadLetterCounts(
            GetDeadLetterCountsRequest request, StreamObserver<GetDeadLetterCountsResponse> observer) {
        Optional<Set<String>> whose = whose(request.getTenantId(), Caller.current());
        DeadLetters found = dead.get(whose, tenants -> store.deadLetters(tenants.orElse(null)));
        var response = GetDeadLetterCountsResponse.newBuilder().setPartial(found.partial());
        found.projects()
                .forEach(one -> response.addCounts(DeadLetterCount.newBuilder()
                        .setTenantId(one.tenantId())
                        .setProjectId(one.destination())
                        .setCount(one.count())
                        .setOldestTime(wire(one.oldest()))
                        .setNewestTime(wire(one.newest()))
                        .setHttpStatus(one.status())
                        .setCause(one.cause())));
        Replies.reply(observer, response.build());
    }

    private static Timestamp wire(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    private static Optional<Set<String>> whose(String tenantId, Caller caller) {
        if (!tenantId.isEmpty()) {
            return Optional.of(Set.of(tenantId));
        }
        return caller.tenants().isEmpty() ? Optional.empty() : Optional.of(caller.tenants());
    }

    private QueueStats wire(QueueDepth depth, boolean all) {
        var stats = QueueStats.newBuilder()
                .setName(depth.name())
                .setPending(depth.pending())
                .setRetrying(depth.retrying())
                .setDead(depth.dead());
        if (all && (depth.name().equals("projects") || depth.name().equals("receipts"))) {
            stats.setInFlight(deliveries.underWay(depth.name().equals("receipts")));
        }
        if (depth.oldest() != null) {
            stats.setOldestAge(com.google.protobuf.Duration.newBuilder()
                    .setSeconds(depth.oldest().toSeconds())
                    .setNanos(depth.oldest().getNano()));
        }
        return stats.build();
    }

    @Override
    public void clearCache(ClearCacheRequest request, StreamObserver<ClearCacheResponse> observer) {
        List<String> names = caches.names();
        if (!request.getName().isEmpty() && !names.contains(request.getName())) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation(
                            "name",
                            "value: " + Fault.Violation.shown(request.getName()) + " (expected: one of "
                                    + String.join(", ", names) + ")");
        }
        long dropped = names.stream()
                .filter(name -> request.getName().isEmpty() || name.equals(request.getName()))
                .mapToLong(caches::clear)
                .sum();
        WideEvent.of("cache.cleared")
                .with("caller", Caller.current().id())
                .with("cache", request.getName().isEmpty() ? "all" : request.getName())
                .with("entries", dropped)
                .emit();
        Replies.reply(
                observer,
                ClearCacheResponse.newBuilder().setDroppedEntries(dropped).build());
    }
}
