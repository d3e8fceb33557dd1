package dev.waypost.health.server;

import dev.waypost.platform.redis.RedisUnavailable;
import dev.waypost.platform.tally.CallsFeed;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// How many messages are being handed to which server, by all send-services together.
@Singleton
class CallsToServers {
    private final CallsFeed feed;

    CallsToServers(CallsFeed feed) {
        this.feed = feed;
    }

    /// @param byServer null while nobody can say
    record Now(@Nullable Map<String, Long> byServer) {
        OptionalLong to(String server) {
            return byServer == null ? OptionalLong.empty() : OptionalLong.of(byServer.getOrDefault(server, 0L));
        }
    }

    Now now() {
        try {
            return new Now(feed.read());
        } catch (RedisUnavailable away) {
            return new Now(null);
        }
    }
}
