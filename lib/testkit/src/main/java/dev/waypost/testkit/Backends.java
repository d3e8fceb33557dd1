package dev.waypost.testkit;

import dev.waypost.embedded.EmbeddedBackends;
import dev.waypost.embedded.PostgresServer;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/// One real PostgreSQL and one real Redis per JVM, started when first asked for and stopped when the JVM ends.
public final class Backends {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private Backends() {}

    public static String jdbcUrl() {
        return running().postgres().jdbcUrl();
    }

    public static String username() {
        return PostgresServer.ROLE;
    }

    public static String redisUrl() {
        return running().redis().url();
    }

    /// The JDBC URL of an empty database that nobody else uses.
    public static String freshDatabase() {
        var name = "test_" + ProcessHandle.current().pid() + "_" + DATABASES.incrementAndGet();
        try (var connection = DriverManager.getConnection(jdbcUrl(), username(), "");
                var statement = connection.createStatement()) {
            // The copied files are not synced: the whole server is forgotten after the test.
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("no fresh database", e);
        }
        return running().postgres().jdbcUrl(name);
    }

    /// The servers themselves, for tests that pause or kill them.
    public static EmbeddedBackends running() {
        return Started.BACKENDS;
    }

    private static final class Started {
        private static final EmbeddedBackends BACKENDS = start();

        private static EmbeddedBackends start() {
            var backends = EmbeddedBackends.ephemeral();
            Runtime.getRuntime().addShutdownHook(new Thread(backends::close, "test-backends"));
            return backends;
        }
    }
}
