package dev.waypost.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.db.Sql;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// How much PostgreSQL reads to carry out a statement, counted in blocks: what no index serves reads whole tables.
public final class Plans {
    private static final Pattern TOUCHED = Pattern.compile("shared(?: hit=(\\d+))?(?: read=(\\d+))?");

    private Plans() {}

    /// Carries the statement out, for real, and answers its plan; fails when it touches that many blocks.
    public static List<String> readsLittle(Sql sql, int blocks, String statement, @Nullable Object... arguments)
            throws SQLException {
        List<String> plan = sql.list(
                "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) " + statement, row -> row.string("QUERY PLAN"), arguments);
        String text = String.join("\n", plan);
        Matcher touched = TOUCHED.matcher(text);
        assertThat(touched.find()).as(text).isTrue();
        assertThat(number(touched.group(1)) + number(touched.group(2))).as(text).isLessThan(blocks);
        return plan;
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }
}
