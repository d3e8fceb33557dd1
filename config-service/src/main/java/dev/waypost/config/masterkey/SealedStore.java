package dev.waypost.config.masterkey;

import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Sealed values wherever they stand, and the master keys that processes had. All names in the statements are those of
/// [SealedColumn].
@Singleton
final class SealedStore {
    private static final String STILL_ACTIVE = "5 minutes";

    private final Db db;

    SealedStore(Db db) {
        this.db = db;
    }

    /// Rows in order of key that hold anything sealed under another key than this one.
    ///
    /// @param after the key of the row to go on after; empty begins
    List<SealedRow> page(SealedColumn column, List<String> after, String keyId, int limit) {
        String keys = column.keys().stream().map(SealedColumn.Key::name).collect(Collectors.joining(", "));
        String shown = column.keys().stream()
                .map(key -> key.name() + "::text AS \"key:" + key.name() + '"')
                .collect(Collectors.joining(", "));
        String onward = after.isEmpty() ? "" : "(" + keys + ") > (" + marks(column, ", ", "?::%2$s") + ") AND ";
        return db.read(sql -> {
            var arguments = new ArrayList<Object>(after);
            arguments.add(sql.array("text", List.of(keyId)));
            arguments.add(limit);
            return sql.list(
                    "SELECT " + shown + ", " + column.form().read(column.column()) + " AS value FROM "
                            + column.table() + " WHERE " + onward + column.column()
                            + " IS NOT NULL AND NOT sealed_under("
                            + column.form().marks(column.column())
                            + ") <@ ? ORDER BY " + keys + " LIMIT ?",
                    row -> {
                        var key = new ArrayList<String>();
                        for (SealedColumn.Key name : column.keys()) {
                            key.add(row.string("key:" + name.name()));
                        }
                        return new SealedRow(List.copyOf(key), row.string("value"));
                    },
                    arguments.toArray());
        });
    }

    /// Whether the value was replaced; it is not when somebody else has changed it since it was read. One statement
    /// and no transaction around it: it waits for nobody while it holds the row.
    boolean replace(SealedColumn column, SealedRow before, String value) {
        var arguments = new ArrayList<Object>();
        arguments.add(value);
        arguments.addAll(before.key());
        arguments.add(before.value());
        String write = column.form().write();
        return db.read(sql -> sql.update(
                        "UPDATE " + column.table() + " SET " + column.column() + " = " + write + " WHERE "
                                + marks(column, " AND ", "%1$s = ?::%2$s") + " AND " + column.column() + " = " + write,
                        arguments.toArray())
                == 1);
    }

    private static String marks(SealedColumn column, String between, String each) {
        return column.keys().stream()
                .map(key -> each.formatted(key.name(), key.type()))
                .collect(Collectors.joining(between));
    }

    /// How many values are sealed under each key that is none of these.
    Map<String, Long> countOutside(Collection<String> keyIds) {
        Map<String, Long> outside = new HashMap<>();
        for (SealedColumn column : SealedColumn.ALL) {
            db.read(sql -> sql.list(
                            "SELECT k, count(*) AS n FROM " + column.table() + ", unnest(sealed_under("
                                    + column.form().marks(column.column()) + ")) AS k WHERE " + column.column()
                                    + " IS NOT NULL AND NOT k = ANY(?) GROUP BY k",
                            row -> Map.entry(row.string("k"), row.longValue("n")),
                            sql.array("text", keyIds)))
                    .forEach(entry -> outside.merge(entry.getKey(), entry.getValue(), Long::sum));
        }
        return outside;
    }

    /// Every master key that a process on this database had, and nobody has forgotten yet.
    Set<String> masterKeys() {
        return Set.copyOf(db.read(sql -> sql.list("SELECT key_id FROM master_key", row -> row.string("key_id"))));
    }

    /// Says that this process has these keys and seals under that one.
    void seen(Collection<String> keyIds, String primary) {
        db.run(sql -> {
            sql.update(
                    "INSERT INTO master_key (key_id) SELECT unnest(?) ON CONFLICT (key_id) DO NOTHING",
                    sql.array("text", keyIds));
            sql.update(
                    "UPDATE master_key SET promoted_time = coalesce(promoted_time, now()), active_time = now()"
                            + " WHERE key_id = ?",
                    primary);
        });
    }

    /// Whether another process seals under a key that was promoted later than this one.
    boolean isOutdated(String primary) {
        return db.read(sql -> sql.one(
                        "SELECT 1 AS one FROM master_key mine JOIN master_key other"
                                + " ON other.promoted_time > mine.promoted_time WHERE mine.key_id = ?"
                                + " AND other.active_time > now() - interval '" + STILL_ACTIVE + "'",
                        row -> row.intValue("one"),
                        primary))
                .isPresent();
    }

    /// Forgets all keys but these; nothing may be sealed under the others.
    void forgetOthers(Collection<String> keyIds) {
        db.run(sql -> sql.update("DELETE FROM master_key WHERE NOT key_id = ANY(?)", sql.array("text", keyIds)));
    }
}
