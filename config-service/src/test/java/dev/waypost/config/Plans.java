package dev.waypost.config;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import java.sql.Array;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;

/// How PostgreSQL reads a statement.
public final class Plans {
    /// A statement with a question mark for each of its arguments.
    public record Statement(String text, List<Object> arguments) {}

    /// What makes a statement, with the connection at hand.
    public interface Source {
        Statement of(Sql sql) throws SQLException;
    }

    private Plans() {}

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

    /// The plan that is made once for all arguments, as a statement comes to have that is asked often.
    public static List<String> once(Db db, Source source) {
        return explained(db, source, "force_generic_plan");
    }

    /// The plan that is made for these arguments.
    public static List<String> anew(Db db, Source source) {
        return explained(db, source, "force_custom_plan");
    }

    /// Blocks that were touched, in cache or not.
    public static long blocks(List<String> plan) {
        String top = plan.stream()
                .filter(line -> line.contains("Buffers:"))
                .findFirst()
                .orElse("");
        long sum = 0;
        for (String word : top.split("[ ,]+")) {
            if (word.startsWith("hit=") || word.startsWith("read=")) {
                sum += Long.parseLong(word.substring(word.indexOf('=') + 1));
            }
        }
        return sum;
    }

    private static List<String> explained(Db db, Source source, String mode) {
        return db.tx(sql -> {
            Statement statement = source.of(sql);
            String types = statement.arguments().stream().map(Plans::type).collect(Collectors.joining(", "));
            String values = statement.arguments().stream()
                    .map(value -> "'" + value + "'")
                    .collect(Collectors.joining(", "));
            sql.update("SET LOCAL plan_cache_mode = " + mode);
            sql.update("PREPARE page (" + types + ") AS " + numbered(statement.text()));
            List<String> plan = sql.list(
                    "EXPLAIN (ANALYZE, BUFFERS) EXECUTE page (" + values + ")", row -> row.string("QUERY PLAN"));
            sql.update("DEALLOCATE page");
            return plan;
        });
    }

    private static String numbered(String text) {
        var numbered = new StringBuilder();
        int argument = 0;
        for (String piece : text.split("\\?", -1)) {
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
