package dev.waypost.health.metric;

import dev.waypost.health.metric.Rolled.Place;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.redis.RedisScript;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Statistics by the minute, in Redis: ten minutes of a tenant under one key, so that a tenant with little traffic
/// costs little. Every method may throw `RedisUnavailable`.
@Singleton
class MinuteStore {
    private static final int MINUTES = 10;
    private static final int MOST_ARGUMENTS = 3000;
    private static final int MOST_KEYS = 200;

    private static final RedisScript ADD = RedisScript.inline("""
            for i = 1, #KEYS do
              redis.call('HINCRBY', KEYS[i], ARGV[2 * i], ARGV[2 * i + 1])
              if i == #KEYS or KEYS[i] ~= KEYS[i + 1] then
                redis.call('EXPIRE', KEYS[i], ARGV[1])
              end
            end
            return #KEYS""");

    private static final RedisScript NOTE = RedisScript.inline("""
            for i = 1, #ARGV do
              redis.call('SADD', KEYS[1], ARGV[i])
            end
            redis.call('EXPIRE', KEYS[1], 3600)
            return #ARGV""");

    private static final RedisScript MEMBERS = RedisScript.inline("""
            return redis.call('SRANDMEMBER', KEYS[1], ARGV[1])""");

    private static final RedisScript READ = RedisScript.inline("""
            local flat = {}
            for i = 1, #KEYS do
              local fields = redis.call('HGETALL', KEYS[i])
              for j = 1, #fields, 2 do
                flat[#flat + 1] = tostring(i)
                flat[#flat + 1] = fields[j]
                flat[#flat + 1] = fields[j + 1]
              end
            end
            return flat""");

    private final Redis redis;
    private final MetricSettings settings;

    MinuteStore(Redis redis, MetricSettings settings) {
        this.redis = redis;
        this.settings = settings;
    }

    /// Statistics of one endpoint in one minute.
    record Minute(String endpointId, long minute, Numbers numbers) {}

    void add(Map<Place, Numbers> minutes) {
        note(minutes);
        var keys = new ArrayList<String>();
        var arguments = new ArrayList<String>();
        String keep = Long.toString(settings.keepMinutes().toSeconds());
        arguments.add(keep);
        for (Map.Entry<Place, Numbers> entry : Rolled.sorted(minutes)) {
            Place place = entry.getKey();
            String key = key(place.tenantId(), place.time() / MINUTES);
            String prefix = place.time() % MINUTES + "|" + place.endpointId() + "|";
            for (Map.Entry<String, Long> value : entry.getValue().values().entrySet()) {
                keys.add(key);
                arguments.add(prefix + value.getKey());
                arguments.add(value.getValue().toString());
            }
            if (keys.size() >= MOST_ARGUMENTS) {
                redis.eval(ADD, keys, arguments.toArray(String[]::new));
                keys.clear();
                arguments.clear();
                arguments.add(keep);
            }
        }
        if (!keys.isEmpty()) {
            redis.eval(ADD, keys, arguments.toArray(String[]::new));
        }
    }

    /// Tenants with failed tries in the ten minutes of that one, or the ten before.
    List<String> erring(long minute, int most) {
        var found = new TreeSet<String>();
        long slot = minute / MINUTES;
        for (String key : List.of(erringKey(slot - 1), erringKey(slot))) {
            found.addAll(redis.evalForList(MEMBERS, List.of(key), Integer.toString(most)));
        }
        return found.stream().limit(most).toList();
    }

    private void note(Map<Place, Numbers> minutes) {
        Map<Long, List<String>> erring = new HashMap<>();
        minutes.forEach((place, numbers) -> {
            if (!place.tenantId().isEmpty() && numbers.errors() > 0) {
                erring.computeIfAbsent(place.time() / MINUTES, _ -> new ArrayList<>())
                        .add(place.tenantId());
            }
        });
        erring.forEach((slot, tenants) -> redis.eval(NOTE, List.of(erringKey(slot)), tenants.toArray(String[]::new)));
    }

    private static String erringKey(long slot) {
        return "waypost:erring:" + slot;
    }

    /// @param until excluded
    List<Minute> read(String tenantId, long from, long until) {
        var found = new ArrayList<Minute>();
        var keys = new ArrayList<String>();
        long first = from / MINUTES;
        for (long slot = first; slot * MINUTES < until; slot++) {
            keys.add(key(tenantId, slot));
            if (keys.size() == MOST_KEYS || (slot + 1) * MINUTES >= until) {
                read(keys, slot + 1 - keys.size(), from, until, found);
                keys.clear();
            }
        }
        return found;
    }

    private void read(List<String> keys, long first, long from, long until, List<Minute> found) {
        List<String> flat = redis.evalForList(READ, keys);
        for (int at = 0; at + 2 < flat.size(); at += 3) {
            String[] field = flat.get(at + 1).split("\\|", 3);
            if (field.length != 3) {
                continue;
            }
            long slot = first + Long.parseLong(flat.get(at)) - 1;
            long minute = slot * MINUTES + Long.parseLong(field[0]);
            if (minute >= from && minute < until) {
                Numbers numbers = new Numbers();
                numbers.add(field[2], Long.parseLong(flat.get(at + 2)));
                found.add(new Minute(field[1], minute, numbers));
            }
        }
    }

    private static String key(String tenantId, long slot) {
        return "waypost:minutes:" + tenantId + ":" + slot;
    }
}
