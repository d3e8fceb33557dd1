package dev.waypost.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.db.Sql;
import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How much PostgreSQL reads to carry out a statement, counted in blocks: what no index serves reads whole tables.
public final class Plans {
    private static final Pattern TOUCHED = Pattern.compile("shared(?: hit=(\\d+))?(?: read=(\\d+))?");

    private Plans() {}

    /// Carries the statement out, for real, and answers its plan; fails when it touches that many blocks.
    public static List<String> readsLittle(Sql sql, int blocks, String statement, @Nullable Object... arguments)
            throws SQLException {
        return touches(
                blocks,
                sql.list(
                        "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF) " + statement,
                        row -> row.string("QUERY PLAN"),
                        arguments));
    }

    /// The same twice, within a transaction: with the plan that is made for these arguments, and with the one that is
    /// made once for all, as a statement comes to have that is asked often.
    public static void readsLittleEitherWay(Sql sql, int blocks, String statement, Object... arguments)
            throws SQLException {
        String types = Arrays.stream(arguments).map(Plans::type).collect(Collectors.joining(", "));
        String values = Arrays.stream(arguments).map(value -> "'" + value + "'").collect(Collectors.joining(", "));
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            sql.update("SET LOCAL plan_cache_mode = " + mode);
            sql.update("PREPARE page (" + types + ") AS " + numbered(statement));
            readsLittle(sql, blocks, "EXECUTE page (" + values + ")");
            sql.update("DEALLOCATE page");
        }
    }

    private static List<String> touches(int blocks, List<String> plan) {
        String text = String.join("\n", plan);
        Matcher touched = TOUCHED.matcher(text);
        assertThat(touched.find()).as(text).isTrue();
        assertThat(number(touched.group(1)) + number(touched.group(2))).as(text).isLessThan(blocks);
        return plan;
    }

    private static int number(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static String numbered(String statement) {
        var numbered = new StringBuilder();
        int argument = 0;
        for (String piece : statement.split("\\?", -1)) {
            numbered.append(argument == 0 ? "" : "$" + argument).append(piece);
            argument++;
        }
        return numbered.toString();
    }

    /// As the driver names it.
    private static String type(Object argument) {
        return switch (argument) {
            case Integer _ -> "int4";
            case Array _ -> "text[]";
            default -> "varchar";
        };
    }
}
