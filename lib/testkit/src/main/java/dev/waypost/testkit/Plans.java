package dev.waypost.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.db.Sql;
import java.sql.Array;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// How PostgreSQL carries statements out, and how much it reads for it, counted in blocks: what no index serves reads
/// whole tables.
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
        for (String mode : List.of("force_custom_plan", "force_generic_plan")) {
            sql.update("SET LOCAL plan_cache_mode = " + mode);
            sql.update("PREPARE page (" + types(arguments) + ") AS " + numbered(statement));
            readsLittle(sql, blocks, "EXECUTE page (" + values(arguments) + ")");
            sql.update("DEALLOCATE page");
        }
    }

    /// Empties tables together, by their names with commas, so that a plan finds them without pages. A service that
    /// runs beside may read them in another order: who is to give way does, and tries again.
    public static void empty(Sql sql, String tables) throws SQLException {
        sql.update("""
                DO $$ BEGIN LOOP
                  BEGIN TRUNCATE %s; EXIT; EXCEPTION WHEN deadlock_detected THEN NULL; END;
                END LOOP; END $$""".formatted(tables));
    }

    /// The plan that is made once for all, as a statement comes to have that is asked often; within a transaction. The
    /// statement is not carried out.
    public static List<String> kept(Sql sql, String statement, Object... arguments) throws SQLException {
        sql.update("SET LOCAL plan_cache_mode = force_generic_plan");
        sql.update("PREPARE kept_one (" + types(arguments) + ") AS " + numbered(statement));
        List<String> plan =
                sql.list("EXPLAIN EXECUTE kept_one (" + values(arguments) + ")", row -> row.string("QUERY PLAN"));
        sql.update("DEALLOCATE kept_one");
        return plan;
    }

    /// No index is asked for what the pattern matches. The statement is not carried out.
    public static void asksNoIndexFor(Sql sql, String condition, String statement, @Nullable Object... arguments)
            throws SQLException {
        List<String> plan = sql.list("EXPLAIN " + statement, row -> row.string("QUERY PLAN"), arguments);
        assertThat(plan).noneMatch(line -> line.matches(".*Index Cond:.*" + condition + ".*"));
    }

    /// A statement with the plan that it got once and for all, within a transaction: made for tables as they were then,
    /// it is what a statement that is asked often goes by after they have grown.
    public static final class Kept {
        private static final AtomicInteger NAMES = new AtomicInteger();

        private final String name;

        private Kept(String name) {
            this.name = name;
        }

        /// Carries it out once, and nothing is known of tables but what they hold now.
        public static Kept of(Sql sql, String statement, Object... arguments) throws SQLException {
            String name = "kept_" + NAMES.incrementAndGet();
            sql.update("SET LOCAL plan_cache_mode = force_generic_plan");
            sql.update("PREPARE " + name + " (" + types(arguments) + ") AS " + numbered(statement));
            sql.list("EXPLAIN (ANALYZE) EXECUTE " + name + " (" + values(arguments) + ")", row -> true);
            return new Kept(name);
        }

        public List<String> readsLittle(Sql sql, int blocks, Object... arguments) throws SQLException {
            return Plans.readsLittle(sql, blocks, "EXECUTE " + name + " (" + values(arguments) + ")");
        }
    }

    private static String types(Object... arguments) {
        return Arrays.stream(arguments).map(Plans::type).collect(Collectors.joining(", "));
    }

    private static String values(Object... arguments) {
        return Arrays.stream(arguments).map(value -> "'" + value + "'").collect(Collectors.joining(", "));
    }

    /// What nobody reads from is carried out at the end, and counts for no line above its own.
    private static List<String> touches(int blocks, List<String> plan) {
        String text = String.join("\n", plan);
        assertThat(TOUCHED.matcher(text).results())
                .as(text)
                .isNotEmpty()
                .allMatch(line -> number(line.group(1)) + number(line.group(2)) < blocks);
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

    private static String elementType(Array array) {
        try {
            return array.getBaseTypeName();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// As the driver names it.
    private static String type(Object argument) {
        return switch (argument) {
            case Integer _ -> "int4";
            case Array array -> elementType(array) + "[]";
            default -> "varchar";
        };
    }
}
