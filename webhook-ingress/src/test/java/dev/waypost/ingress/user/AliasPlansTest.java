package dev.waypost.ingress.user;

import dev.waypost.lanes.LaneSql;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Plans;
import dev.waypost.testkit.ServiceUnderTest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What is asked every two seconds, and of each new tenant, reads little of many names.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AliasPlansTest {
    private static final int IDS = 200_000;
    private static final int NUMBERS = 100_000;
    private static final int LATELY = 100;
    private static final int BLOCKS = 500;

    private static ServiceUnderTest ingress;

    @BeforeAll
    static void start() {
        ingress = ServiceUnderTest.start("ingress", Map.of("waypost.db.url", Backends.freshDatabase()));
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @Test
    void a_tenant_of_many_ids_and_many_old_numbers_are_not_read() {
        Db db = ingress.bean(Db.class);
        db.run(sql -> {
            sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
            var kept = Plans.Kept.of(sql, UserStore.GOT_ALIASED_NUMBERS, 60);
            sql.update("INSERT INTO user_alias SELECT 'ids', 'DE.' || i, 'DE.' || i FROM generate_series(1, ?) i", IDS);
            sql.update(
                    "INSERT INTO user_alias SELECT 't-' || i % 1000, (49000000000 + i)::text, 'DE.' || i,"
                            + " now() - interval '1 day' FROM generate_series(1, ?) i",
                    NUMBERS);
            sql.update("INSERT INTO user_alias SELECT 't-' || i, '1', 'DE.1' FROM generate_series(1, ?) i", LATELY);
            // Made for an empty table, and kept until somebody analyses it.
            kept.readsLittle(sql, BLOCKS, 60);
        });
        // Statistics say that there is nothing, then what there is.
        db.run(AliasPlansTest::bothReadLittle);
        db.statement(sql -> sql.update("VACUUM ANALYZE user_alias"));
        db.run(AliasPlansTest::bothReadLittle);
    }

    private static void bothReadLittle(Sql sql) throws SQLException {
        Plans.readsLittleEitherWay(
                sql, BLOCKS, UserStore.HAVE_ALIASED_NUMBERS, sql.array("text", List.of("ids", "t-7", "nobody")));
        sql.list(LaneSql.IN_ORDER_OF_AN_INDEX, row -> true);
        Plans.readsLittleEitherWay(sql, BLOCKS, UserStore.GOT_ALIASED_NUMBERS, 60);
    }
}
