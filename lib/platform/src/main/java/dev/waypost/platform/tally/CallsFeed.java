package dev.waypost.platform.tally;

import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.redis.RedisScript;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the processes said last of their calls under way. Nothing here is older than some seconds: who says nothing any
/// more has none. Every method may throw `RedisUnavailable`.
@Singleton
public final class CallsFeed {
    private static final List<String> KEYS = List.of("waypost:calls");
    /// Signs that may be late or lost before a process counts as gone.
    private static final Duration LIFETIME = Duration.ofSeconds(5);

    /// Redis' clock alone decides: those of processes differ.
    private static final RedisScript SAY = RedisScript.inline("""
            if ARGV[2] == '' then
              return redis.call('HDEL', KEYS[1], ARGV[1])
            end
            redis.call('HSET', KEYS[1], ARGV[1], redis.call('TIME')[1] .. '\\n' .. ARGV[2])
            return redis.call('PEXPIRE', KEYS[1], ARGV[3])""");

    private static final RedisScript READ = RedisScript.inline("""
            local now = tonumber(redis.call('TIME')[1])
            local flat = {}
            local all = redis.call('HGETALL', KEYS[1])
            for i = 1, #all, 2 do
              local said, calls = string.match(all[i + 1], '^(%d+)\\n(.*)$')
              if said and math.abs(now - tonumber(said)) * 1000 <= tonumber(ARGV[1]) then
                flat[#flat + 1] = calls
              else
                redis.call('HDEL', KEYS[1], all[i])
              end
            end
            return flat""");

    private final Redis redis;

    CallsFeed(Redis redis) {
        this.redis = redis;
    }

    /// Says what a process has under way, instead of what it said before.
    void say(String process, Map<String, Integer> calls) {
        var text = new StringBuilder();
        calls.forEach(
                (server, open) -> text.append(server).append('\t').append(open).append('\n'));
        redis.eval(SAY, KEYS, process, text.toString(), Long.toString(LIFETIME.toMillis()));
    }

    /// Of all processes together, by server.
    public Map<String, Long> read() {
        var calls = new HashMap<String, Long>();
        for (String said : redis.evalForList(READ, KEYS, Long.toString(LIFETIME.toMillis()))) {
            said.lines().forEach(line -> {
                int end = line.lastIndexOf('\t');
                if (end > 0 && line.substring(end + 1).matches("[0-9]{1,9}")) {
                    calls.merge(line.substring(0, end), Long.parseLong(line.substring(end + 1)), Long::sum);
                }
            });
        }
        return calls;
    }
}
