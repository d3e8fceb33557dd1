package dev.waypost.config;

import dev.waypost.config.hub.Page;
import dev.waypost.config.hub.PageStore;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.testkit.Plans;
import java.sql.SQLException;

/// A hundred thousand rows of each kind, and what a page of them costs.
public final class ListedRows {
    /// Half of all rows are one tenant's, the others have five each.
    public static final String OWNER = "CASE WHEN i % 2 = 0 THEN 'busy' ELSE 'tenant-' || i / 2 % 10000 END";

    public static final String ROWS = " FROM generate_series(1, 100000) i";
    private static final int FEW_BLOCKS = 500;

    /// What makes the statement of a list, with the connection at hand.
    public interface Listed {
        PageStore page(Sql sql, Page page) throws SQLException;
    }

    private ListedRows() {}

    /// Adds rows to a database of its own, without looking whether what they refer to is there, and without telling
    /// anybody.
    public static void fill(Db db, String... inserts) {
        db.run(sql -> {
            sql.update("""
                    DO $$
                    DECLARE
                        c record;
                    BEGIN
                        FOR c IN SELECT conrelid::regclass AS held, conname FROM pg_constraint
                            WHERE contype = 'f' AND connamespace = 'config'::regnamespace
                        LOOP
                            EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', c.held, c.conname);
                        END LOOP;
                        FOR c IN SELECT DISTINCT tgrelid::regclass AS held FROM pg_trigger WHERE NOT tgisinternal
                        LOOP
                            EXECUTE format('ALTER TABLE %s DISABLE TRIGGER USER', c.held);
                        END LOOP;
                    END $$""");
            for (String insert : inserts) {
                sql.update(insert);
            }
            sql.update("ANALYZE");
        });
    }

    /// Fails when more than about a page is read for the page, whichever way it is planned.
    public static void assertReadsAPage(Db db, Page page, Listed list) {
        db.run(sql -> {
            PageStore query = list.page(sql, page);
            Plans.readsLittleEitherWay(
                    sql, FEW_BLOCKS, query.text(), query.arguments(page.limit()).toArray());
        });
    }
}
