package dev.waypost.testkit;

import dev.waypost.platform.db.Db;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Everything that a service's tables hold, as text.
public final class TableDump {
    private final List<String> rows = new ArrayList<>();

    private TableDump() {}

    /// @param schema ours, never a caller's
    public static TableDump of(Db db, String schema) {
        var dump = new TableDump();
        List<String> tables = db.read(sql -> sql.list(
                "SELECT c.oid::regclass::text AS name FROM pg_class c WHERE c.relkind = 'r'" + " AND c.relnamespace = '"
                        + schema + "'::regnamespace",
                row -> row.string("name")));
        for (String table : tables) {
            db.read(sql -> sql.list("SELECT t::text AS line FROM " + table + " t", row -> row.string("line")))
                    .forEach(line -> dump.rows.add(table + ": " + line));
        }
        return dump;
    }

    /// Rows that hold the text, as it is or as bytes.
    public List<String> with(String text) {
        String bytes = HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        return rows.stream()
                .filter(row -> row.contains(text) || row.contains(bytes))
                .toList();
    }
}
