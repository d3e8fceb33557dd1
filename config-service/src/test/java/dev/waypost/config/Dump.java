package dev.waypost.config;

import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Backends;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// All that rests in PostgreSQL and Redis, as text to search in.
final class Dump {
    /// @param where the table or key
    record Entry(String where, String text) {}

    private Dump() {}

    static List<Entry> all(Db db) {
        var all = postgres(db);
        all.addAll(redis());
        return all;
    }

    /// Every row of every table of every schema that is not PostgreSQL's own.
    static List<Entry> postgres(Db db) {
        var entries = new ArrayList<Entry>();
        List<String> tables = db.read(sql -> sql.list(
                "SELECT quote_ident(table_schema) || '.' || quote_ident(table_name) AS name"
                        + " FROM information_schema.tables WHERE table_type = 'BASE TABLE'"
                        + " AND table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1",
                row -> row.string("name")));
        for (String table : tables) {
            db.read(sql -> sql.list("SELECT t::text AS row FROM " + table + " t", row -> row.string("row")))
                    .forEach(row -> entries.add(new Entry(table, row)));
        }
        return entries;
    }

    /// Every key and value, of every type.
    static List<Entry> redis() {
        var entries = new ArrayList<Entry>();
        try (RedisClient client = RedisClient.create(Backends.redisUrl());
                var connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            ScanCursor cursor = ScanCursor.INITIAL;
            do {
                var page = redis.scan(cursor, ScanArgs.Builder.limit(500));
                page.getKeys().forEach(key -> entries.add(new Entry("redis " + key, key + " " + value(redis, key))));
                cursor = page;
            } while (!cursor.isFinished());
        }
        return entries;
    }

    private static String value(RedisCommands<String, String> redis, String key) {
        return switch (redis.type(key)) {
            case "string" -> redis.get(key);
            case "hash" -> redis.hgetall(key).toString();
            case "list" -> redis.lrange(key, 0, -1).toString();
            case "set" -> redis.smembers(key).toString();
            case "zset" -> redis.zrange(key, 0, -1).toString();
            case "stream" -> redis.xrange(key, Range.unbounded()).toString();
            case "none" -> "";
            default -> throw new IllegalStateException("a type of value that this test cannot read");
        };
    }

    /// Where the secret stands in clear, in hex or in base64.
    static List<String> findings(List<Entry> dump, String secret) {
        List<String> forms = forms(secret);
        return dump.stream()
                .filter(entry -> forms.stream().anyMatch(entry.text()::contains))
                .map(Entry::where)
                .toList();
    }

    private static List<String> forms(String secret) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        var forms = new ArrayList<>(List.of(
                secret,
                HexFormat.of().formatHex(bytes),
                HexFormat.of().formatHex(bytes).toUpperCase(Locale.ROOT)));
        // Base64 looks different at each of three places in a longer text; what is sure of it is its middle.
        for (int shift = 0; shift < 3; shift++) {
            byte[] shifted = new byte[bytes.length + shift];
            Arrays.fill(shifted, (byte) ' ');
            System.arraycopy(bytes, 0, shifted, shift, bytes.length);
            String plain = Base64.getEncoder().encodeToString(shifted);
            String middle = plain.substring(4, plain.length() - 4);
            forms.add(middle);
            forms.add(middle.replace('+', '-').replace('/', '_'));
            // Bytes that hold base64 are shown in hex, too.
            forms.add(HexFormat.of().formatHex(middle.getBytes(StandardCharsets.UTF_8)));
        }
        return forms;
    }
}
