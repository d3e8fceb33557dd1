package dev.waypost.platform.tally;

import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.redis.RedisScript;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/// The way of counts through Redis: processes append, whoever keeps statistics reads and removes. Every method may
/// throw `RedisUnavailable`.
@Singleton
public final class TallyFeed {
    private static final List<String> KEYS = List.of("waypost:tally:feed", "waypost:tally:bytes");
    private static final int MOST_ENTRIES = 100_000;

    /// Appends in order and stops where the place ends: what did not fit stays with its process.
    private static final RedisScript ADD = RedisScript.inline("""
            local added = 0
            for i = 3, #ARGV do
              local used = tonumber(redis.call('GET', KEYS[2]) or '0')
              if used + #ARGV[i] > tonumber(ARGV[1]) or redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[2]) then
                return added
              end
              redis.call('XADD', KEYS[1], '*', 'b', ARGV[i])
              redis.call('INCRBY', KEYS[2], #ARGV[i])
              added = added + 1
            end
            return added""");

    private static final RedisScript READ = RedisScript.inline("""
            local flat = {}
            for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', ARGV[1])) do
              flat[#flat + 1] = entry[1]
              flat[#flat + 1] = entry[2][2]
            end
            return flat""");

    private static final RedisScript REMOVE = RedisScript.inline("""
            local bytes = 0
            for i = 1, #ARGV do
              local entry = redis.call('XRANGE', KEYS[1], ARGV[i], ARGV[i])[1]
              if entry then
                bytes = bytes + #entry[2][2]
                redis.call('XDEL', KEYS[1], ARGV[i])
              end
            end
            if redis.call('XLEN', KEYS[1]) == 0 then
              redis.call('DEL', KEYS[2])
            else
              redis.call('DECRBY', KEYS[2], bytes)
            end
            return bytes""");

    private final Redis redis;
    private final TallySettings settings;

    TallyFeed(Redis redis, TallySettings settings) {
        this.redis = redis;
        this.settings = settings;
    }

    /// One batch that waits.
    public record Waiting(String id, TallyBatch batch) {}

    /// Says how many of the batches, from the first on, are in.
    int add(List<String> batches) {
        var arguments = new ArrayList<String>(batches.size() + 2);
        arguments.add(Long.toString(settings.mostWaitingBytes()));
        arguments.add(Integer.toString(MOST_ENTRIES));
        arguments.addAll(batches);
        return (int) redis.eval(ADD, KEYS, arguments.toArray(String[]::new));
    }

    /// The oldest that wait.
    public List<Waiting> read(int most) {
        List<String> flat = redis.evalForList(READ, KEYS, Integer.toString(most));
        var waiting = new ArrayList<Waiting>(flat.size() / 2);
        for (int at = 0; at + 1 < flat.size(); at += 2) {
            waiting.add(new Waiting(flat.get(at), TallyBatch.parse(flat.get(at + 1))));
        }
        return waiting;
    }

    public void remove(List<String> ids) {
        if (!ids.isEmpty()) {
            redis.eval(REMOVE, KEYS, ids.toArray(String[]::new));
        }
    }
}
