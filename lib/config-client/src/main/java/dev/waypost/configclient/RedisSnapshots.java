package dev.waypost.configclient;

import dev.waypost.platform.crypto.SealBroken;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.redis.RedisScript;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Snapshots and announcements as config-service last wrote them into Redis.
@Singleton
final class RedisSnapshots implements NearSnapshots {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSnapshots.class);
    private static final RedisScript POLL = RedisScript.of("classpath:configclient/redis/poll.lua");
    private static final RedisScript READ = RedisScript.of("classpath:configclient/redis/read.lua");

    private final Redis redis;
    private final SnapshotCodec codec;

    RedisSnapshots(Redis redis, SnapshotCodec codec) {
        this.redis = redis;
        this.codec = codec;
    }

    @Override
    public Optional<Poll> poll(String generation, long position, int limit) {
        List<String> answer = redis.evalForList(
                POLL,
                List.of(SnapshotKeys.REVISIONS, SnapshotKeys.FEED),
                generation,
                Long.toString(position),
                Integer.toString(limit));
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        var changes = new ArrayList<Positioned>();
        for (int i = 4; i + 2 < answer.size(); i += 3) {
            changes.add(new Positioned(
                    Long.parseLong(answer.get(i)), Change.of(answer.get(i + 1), Long.parseLong(answer.get(i + 2)))));
        }
        String age = answer.get(3);
        return Optional.of(new Poll(
                answer.getFirst(),
                Long.parseLong(answer.get(1)),
                Long.parseLong(answer.get(2)),
                age.isEmpty() ? -1 : Long.parseLong(age) * 1000,
                changes));
    }

    @Override
    public Optional<Read> read(String tenantId) {
        List<String> answer = redis.evalForList(
                READ, List.of(SnapshotKeys.REVISIONS, SnapshotKeys.FEED, SnapshotKeys.snapshot(tenantId)), tenantId);
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        long revision = Long.parseLong(answer.get(1));
        @Nullable Sized found = revision > 0 && !answer.get(2).isEmpty() ? decode(tenantId, answer.get(2)) : null;
        return Optional.of(new Read(answer.getFirst(), revision, found));
    }

    @Override
    public Optional<Sized> anything(String tenantId) {
        return redis.get(SnapshotKeys.snapshot(tenantId)).map(json -> decode(tenantId, json));
    }

    private @Nullable Sized decode(String tenantId, String json) {
        try {
            TenantSnapshot snapshot = codec.decode(json);
            // A value under the wrong key must never lend one tenant another's configuration.
            return snapshot.tenantId().equals(tenantId) ? new Sized(snapshot, json.length()) : null;
        } catch (IllegalArgumentException | SealBroken e) {
            LOG.atWarn().addKeyValue("tenant_id", tenantId).log("snapshot.unreadable");
            return null;
        }
    }
}
