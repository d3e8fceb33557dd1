package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.testkit.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/// The references to what is stored say what is stored: tables in PostgreSQL, keys in Redis.
/// `./waypost test -Ddocs=write` writes the tables anew; keys are described by hand.
class StoredDocsTest {
    private static final Path ROOT = Path.of(System.getProperty("waypost.root"));
    private static final List<String> SERVICES = List.of("config", "send", "ingress", "health");
    private static final Pattern TABLE = Pattern.compile("CREATE (?:UNLOGGED )?TABLE (\\w+) ?\\(.*");
    private static final Pattern KEY = Pattern.compile("\"((?:waypost|whatsapp):[a-z:-]*[a-z])");

    @Test
    void the_tables_reference_has_every_table_as_the_migrations_make_it() throws IOException, SQLException {
        var page = new StringBuilder("""
                # Tables

                Generated from the migrations. Each service owns the schema of its name and reads no other. Tables that are cut into
                days or by tenant are listed once.
                """);
        String url = Backends.freshDatabase();
        try (Connection connection = DriverManager.getConnection(url, "waypost", "")) {
            for (String service : SERVICES) {
                Flyway.configure()
                        .dataSource(url, "waypost", "")
                        .locations("classpath:services/" + service + "/db")
                        .schemas(service)
                        .load()
                        .migrate();
                Map<String, String> said = said(service);
                page.append("\n## ").append(service).append("\n");
                for (String table : texts(connection, """
                        SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                        WHERE n.nspname = ? AND relkind IN ('r', 'p') AND NOT relispartition AND relname NOT LIKE 'flyway%'
                        ORDER BY relname""", service)) {
                    page.append("\n### ").append(table).append("\n\n");
                    if (said.containsKey(table)) {
                        page.append(said.get(table)).append("\n\n");
                    }
                    page.append("| column | type | |\n| --- | --- | --- |\n");
                    texts(connection, """
                            SELECT '| `' || attname || '` | ' || format_type(atttypid, atttypmod) || ' | '
                              || CASE WHEN attnotnull THEN '' ELSE 'may be absent' END || ' |'
                            FROM pg_attribute WHERE attrelid = (? || '.' || ?)::regclass AND attnum > 0 AND NOT attisdropped
                            ORDER BY attnum""", service, table)
                            .forEach(row -> page.append(row).append("\n"));
                    List<String> indexes = texts(connection, """
                            SELECT '- ' || CASE WHEN indisprimary THEN 'primary key ' WHEN indisunique THEN 'unique '
                              ELSE 'index ' END || substring(pg_get_indexdef(indexrelid) FROM '\\(.*')
                            FROM pg_index WHERE indrelid = (? || '.' || ?)::regclass
                            ORDER BY indisprimary DESC, indisunique DESC, indexrelid::regclass::text""", service, table);
                    page.append(indexes.isEmpty() ? "" : "\n" + String.join("\n", indexes) + "\n");
                }
            }
        }

        Path file = ROOT.resolve("docs/tables.md");
        if ("write".equals(System.getProperty("docs"))) {
            Files.writeString(file, page);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("docs/tables.md differs from the migrations; ./waypost test -Ddocs=write writes it anew")
                .isEqualTo(page.toString());
    }

    @Test
    void the_redis_reference_names_every_key_in_the_code() throws IOException {
        var keys = new TreeSet<String>();
        try (Stream<Path> files = Files.walk(ROOT)) {
            for (Path file : files.filter(StoredDocsTest::isProduct).toList()) {
                KEY.matcher(Files.readString(file)).results().forEach(found -> keys.add(found.group(1)));
            }
        }
        // The scheme of our addresses, and what the command line says: no keys.
        keys.removeIf(key -> key.endsWith("waypost"));

        assertThat(keys).hasSizeGreaterThan(5);
        assertThat(Files.readString(ROOT.resolve("docs/redis.md"))).contains(keys);
    }

    private static boolean isProduct(Path file) {
        String path = ROOT.relativize(file).toString();
        return (path.endsWith(".java") || path.endsWith(".lua"))
                && path.contains("src/main")
                && !path.contains("target");
    }

    /// What the migrations say right above each table.
    private static Map<String, String> said(String service) throws IOException {
        Map<String, String> said = new HashMap<>();
        Path folder = ROOT.resolve((service.equals("ingress") ? "webhook-ingress" : service + "-service")
                + "/src/main/resources/services/" + service + "/db");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                var comment = new ArrayList<String>();
                for (String line : Files.readAllLines(file)) {
                    var table = TABLE.matcher(line);
                    if (line.startsWith("-- ")) {
                        comment.add(line.substring(3));
                    } else if (table.matches() && !comment.isEmpty()) {
                        said.put(table.group(1), String.join(" ", comment));
                    }
                    if (!line.startsWith("--")) {
                        comment.clear();
                    }
                }
            }
        }
        return said;
    }

    private static List<String> texts(Connection connection, String sql, String... arguments) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < arguments.length; i++) {
                statement.setString(i + 1, arguments[i]);
            }
            var found = new ArrayList<String>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
            return found;
        }
    }
}
