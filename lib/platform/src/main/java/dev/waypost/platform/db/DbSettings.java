package dev.waypost.platform.db;

import dev.waypost.platform.settings.Doc;
import dev.waypost.platform.settings.Secret;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How to reach PostgreSQL.
@ConfigurationProperties("waypost.db")
public record DbSettings(
        @Bindable(defaultValue = "jdbc:postgresql://127.0.0.1:15432/waypost")
        @Doc("JDBC URL of the database that holds every schema of the suite.")
        String url,

        @Bindable(defaultValue = "postgres") @Doc("The database user.")
        String username,

        @Doc("The database user's password.") @Nullable Secret password,

        @Bindable(defaultValue = "10") @Doc("Connections that one service holds at most.")
        int poolSize,

        @Bindable(defaultValue = "3s")
        @Doc("How long work waits for a free connection before it is told the store is away.")
        Duration connectTimeout,

        @Bindable(defaultValue = "30s") @Doc("The longest a single statement may run.")
        Duration statementTimeout) {
    public DbSettings {
        if (!url.startsWith("jdbc:postgresql:")) {
            throw new IllegalArgumentException(
                    "waypost.db.url: value: " + url + " (expected: jdbc:postgresql://host:port/database)");
        }
        if (poolSize < 1 || poolSize > 500) {
            throw new IllegalArgumentException("waypost.db.pool-size: value: " + poolSize + " (expected: 1 to 500)");
        }
    }
}
