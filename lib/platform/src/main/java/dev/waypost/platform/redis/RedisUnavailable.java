package dev.waypost.platform.redis;

/// Redis did not answer; whoever asked goes on without it.
public final class RedisUnavailable extends RuntimeException {
    RedisUnavailable(String what, Throwable cause) {
        super("Redis did not answer to " + what, cause);
    }
}
