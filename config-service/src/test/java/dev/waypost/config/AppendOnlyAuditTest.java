package dev.waypost.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The service's own database user, who owns the tables, tries to rewrite history.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AppendOnlyAuditTest {
    private static String database;
    private static ConfigHarness config;

    @BeforeAll
    static void start() {
        database = Backends.freshDatabase();
        config = new ConfigHarness(ServiceUnderTest.start("config", Map.of("waypost.db.url", database)));
        config.newTenant();
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE change SET actor = 'nobody'",
                "DELETE FROM change",
                "TRUNCATE change",
                "UPDATE change_document SET after = '{}'",
                "TRUNCATE change_document"
            })
    void nobody_rewrites_the_audit_not_even_with_the_right_to(String statement) {
        assertThatThrownBy(() -> execute(statement)).hasMessageContaining("permission denied");
        assertThatThrownBy(() -> execute("GRANT ALL ON change, change_document TO CURRENT_USER", statement))
                .hasMessageContaining("only added to");
    }

    @Test
    void documents_go_with_their_tenant_and_not_before() throws SQLException {
        String tenant = config.newTenant().getTenantId();
        String erase = "DELETE FROM change_document WHERE tenant_id = '" + tenant + "'";

        assertThatThrownBy(() -> execute(erase)).hasMessageContaining("erased only with their tenant");
        // What passes for the tenant table in this session alone.
        assertThatThrownBy(() -> execute("CREATE TEMP TABLE tenant (tenant_id text, state text)", erase))
                .hasMessageContaining("erased only with their tenant");
        execute("UPDATE tenant SET state = 'DELETING' WHERE tenant_id = '" + tenant + "'");
        int erased = execute(erase);

        assertThat(erased).isEqualTo(1);
        assertThat(count("SELECT count(*) FROM change WHERE tenant_id = '" + tenant + "'"))
                .isEqualTo(1);
    }

    /// In one transaction, so that what is refused leaves nothing behind.
    private static int execute(String... statements) throws SQLException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            int last = 0;
            for (String statement : statements) {
                last = connection.createStatement().executeUpdate(statement);
            }
            connection.commit();
            return last;
        }
    }

    private static long count(String query) throws SQLException {
        try (Connection connection = connect();
                var results = connection.createStatement().executeQuery(query)) {
            results.next();
            return results.getLong(1);
        }
    }

    private static Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(database, Backends.username(), "");
        connection.createStatement().execute("SET search_path TO config");
        return connection;
    }
}
