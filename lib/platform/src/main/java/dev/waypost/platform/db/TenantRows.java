package dev.waypost.platform.db;

import java.util.List;

/// The rows that tables hold of a tenant, to be erased a bounded part at a time.
public final class TenantRows {
    private static final int BATCH = 1000;

    /// @param rows how many went
    /// @param done whether none is left
    public record Erased(long rows, boolean done) {}

    private final Db db;
    private final List<String> tables;

    /// @param tables ours, never a caller's; each has a column `tenant_id`. In the order in which they are emptied:
    /// what others are made from comes first.
    public TenantRows(Db db, List<String> tables) {
        this.db = db;
        this.tables = List.copyOf(tables);
    }

    public List<String> tables() {
        return tables;
    }

    public Erased erase(String tenantId, int most) {
        long erased = 0;
        for (String table : tables) {
            int rows;
            do {
                rows = erase(table, tenantId, (int) Math.min(BATCH, most - erased));
                erased += rows;
                if (erased >= most) {
                    return new Erased(erased, false);
                }
            } while (rows > 0);
        }
        // A row that somebody changed meanwhile was passed over.
        return new Erased(erased, tables.stream().noneMatch(table -> holds(table, tenantId)));
    }

    private int erase(String table, String tenantId, int most) {
        // A place in a partition is a place in every other one as well: the partition has to be named with it, and the
        // tenant once more.
        String statement =
                "DELETE FROM " + table + " WHERE tenant_id = ? AND (tableoid, ctid) IN (SELECT tableoid, ctid FROM "
                        + table + " WHERE tenant_id = ? LIMIT ?)";
        return db.tx(sql -> sql.update(statement, tenantId, tenantId, most));
    }

    private boolean holds(String table, String tenantId) {
        String statement = "SELECT 1 AS one FROM " + table + " WHERE tenant_id = ? LIMIT 1";
        return db.read(sql -> sql.one(statement, row -> row.intValue("one"), tenantId))
                .isPresent();
    }
}
