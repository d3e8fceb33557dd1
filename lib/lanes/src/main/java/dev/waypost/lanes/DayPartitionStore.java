package dev.waypost.lanes;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Days of tables that only grow: made ahead of time, and dropped whole when they are too old.
///
/// Dropping a table gives its room back at once and costs the same however many rows it has; deleting the rows
/// would cost more than writing them did. A table is `PARTITION BY RANGE (day)` and has a partition
/// `<table>_default`, which takes what fits no day: rows from long ago or of no day at all, and those of now should
/// nobody have made their day. A row there goes by its age.
public final class DayPartitionStore {
    private static final Logger LOG = LoggerFactory.getLogger(DayPartitionStore.class);
    private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("yyyyMMdd");

    /// A statement that waits for a lock holds up everybody behind it: better to try again later.
    private static final String PATIENCE = "SET LOCAL lock_timeout = '2s'";

    /// PostgreSQL looks at a table as it grows: vacuum marks rows that nobody can roll back any more, whose marks
    /// most days are dropped before anybody needs; and what is known of the values is found out anew. Where a
    /// checkpoint came before, each page that is looked at goes whole to the log: the bytes once more, in bursts
    /// that commits wait for. So vacuum comes for what was changed or deleted, and for rows as old as it must; a
    /// sample is taken when a day has doubled.
    private static final String SELDOM_LOOKED_AT =
            "autovacuum_vacuum_insert_threshold = -1, autovacuum_analyze_scale_factor = 1";

    private static final int FULL = 100;

    private final Db db;
    private final List<Table> tables;

    /// @param name ours, never a caller's
    /// @param writtenAt the column with the time at which a row was written
    /// @param fill how full pages are written, in percent: the rest is room for rows to change in their place
    public record Table(String name, String writtenAt, int fill) {
        public Table(String name, String writtenAt) {
            this(name, writtenAt, FULL);
        }
    }

    /// @param dropped tables that went
    /// @param deleted rows that went from the default partitions
    public record Cleared(List<String> dropped, long deleted) {}

    public DayPartitionStore(Db db, List<Table> tables) {
        this.db = db;
        this.tables = List.copyOf(tables);
    }

    /// Makes the days from one to another, both included, as far as they are missing.
    public void make(LocalDate from, LocalDate to) {
        for (Table table : tables) {
            for (LocalDate day = from; !day.isAfter(to); day = day.plusDays(1)) {
                make(table, day);
            }
        }
    }

    private void make(Table table, LocalDate day) {
        String name = name(table.name(), day);
        if (exists(name)) {
            return;
        }
        try {
            db.run(sql -> {
                sql.update(PATIENCE);
                sql.update(making(table, day));
            });
        } catch (RuntimeException e) {
            // Another process made it just now, or rows of that day are in the default partition already and stay
            // there: either way nothing is lost, and there is another time.
            LOG.atWarn().addKeyValue("partition", name).setCause(e).log("partition.not_made");
        }
    }

    /// The statement that makes a day of a table, unless it is there.
    public static String making(Table table, LocalDate day) {
        return "CREATE TABLE IF NOT EXISTS " + name(table.name(), day) + " PARTITION OF " + table.name()
                + " FOR VALUES FROM ('" + day + "') TO ('" + day.plusDays(1) + "') WITH (" + SELDOM_LOOKED_AT
                + ", fillfactor = " + table.fill() + ")";
    }

    /// Drops the days before the given one, and deletes what is as old from the default partitions, at most so many
    /// rows.
    public Cleared clearBefore(LocalDate first, int mostRows) {
        var dropped = new ArrayList<String>();
        long deleted = 0;
        for (Table table : tables) {
            for (String partition : partitionsOf(table.name())) {
                boolean old = dayOf(table.name(), partition)
                        .map(day -> day.isBefore(first))
                        .orElse(false);
                if (old && drop(partition)) {
                    dropped.add(partition);
                }
            }
            deleted += deleteOld(table, first, mostRows);
        }
        return new Cleared(dropped, deleted);
    }

    private boolean drop(String partition) {
        try {
            db.run(sql -> {
                sql.update(PATIENCE);
                sql.update("DROP TABLE IF EXISTS " + partition);
            });
            return true;
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("partition", partition).setCause(e).log("partition.not_dropped");
            return false;
        }
    }

    private long deleteOld(Table table, LocalDate first, int mostRows) {
        String partition = table.name() + "_default";
        String statement = "DELETE FROM " + partition + " WHERE ctid = ANY(ARRAY(SELECT ctid FROM " + partition
                + " WHERE " + table.writtenAt() + " < ?::timestamp AT TIME ZONE 'UTC' LIMIT ?))";
        return db.tx(sql -> sql.update(statement, first.toString(), mostRows));
    }

    private boolean exists(String table) {
        return db.read(sql -> sql.one("SELECT to_regclass(?) IS NOT NULL AS there", row -> row.bool("there"), table)
                .orElse(false));
    }

    private List<String> partitionsOf(String table) {
        return db.read(sql -> partitionsOf(sql, table));
    }

    private static List<String> partitionsOf(Sql sql, String table) throws SQLException {
        return sql.list("""
                SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                WHERE i.inhparent = to_regclass(?) ORDER BY c.relname""", row -> row.string("relname"), table);
    }

    private static String name(String table, LocalDate day) {
        return table + "_" + SUFFIX.format(day);
    }

    private static Optional<LocalDate> dayOf(String table, String partition) {
        String suffix = partition.substring(Math.min(partition.length(), table.length() + 1));
        return suffix.matches("[0-9]{8}") ? Optional.of(LocalDate.parse(suffix, SUFFIX)) : Optional.empty();
    }
}
