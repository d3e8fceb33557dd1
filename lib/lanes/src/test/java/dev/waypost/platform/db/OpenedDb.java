package dev.waypost.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/// A [Db] without a container around it.
public record OpenedDb(Db db, HikariDataSource pool) implements AutoCloseable {
    public static OpenedDb at(String url, String user, String schema) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setSchema(schema);
        config.setMaximumPoolSize(8);
        var pool = new HikariDataSource(config);
        return new OpenedDb(new Db(pool, pool), pool);
    }

    @Override
    public void close() {
        pool.close();
    }
}
