package dev.waypost.configclient;

import dev.waypost.platform.crypto.SealBroken;
import dev.waypost.platform.redis.Redis;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Snapshots as config-service last wrote them into Redis.
@Singleton
final class RedisSnapshots implements SnapshotSource {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSnapshots.class);

    private final Redis redis;
    private final SnapshotCodec codec;

    RedisSnapshots(Redis redis, SnapshotCodec codec) {
        this.redis = redis;
        this.codec = codec;
    }

    @Override
    public Optional<TenantSnapshot> load(String tenantId) {
        return redis.get(SnapshotKeys.snapshot(tenantId)).flatMap(json -> decode(tenantId, json));
    }

    private Optional<TenantSnapshot> decode(String tenantId, String json) {
        try {
            TenantSnapshot snapshot = codec.decode(json);
            // A value under the wrong key must never lend one tenant another's configuration.
            return snapshot.tenantId().equals(tenantId) ? Optional.of(snapshot) : Optional.empty();
        } catch (IllegalArgumentException | SealBroken e) {
            LOG.atWarn().addKeyValue("tenant_id", tenantId).log("snapshot.unreadable");
            return Optional.empty();
        }
    }
}
