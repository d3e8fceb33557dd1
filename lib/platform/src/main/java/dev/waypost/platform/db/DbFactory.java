package dev.waypost.platform.db;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.waypost.platform.settings.SettingsRefused;
import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import jakarta.inject.Singleton;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// The service's connections to PostgreSQL; its schema has the service's name.
@Factory
class DbFactory {
    @Singleton
    @Bean(preDestroy = "close")
    HikariDataSource pool(DbSettings settings, @Value("${waypost.service}") String service) {
        var config = new HikariConfig();
        config.setPoolName(service);
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.username());
        if (settings.password() != null) {
            config.setPassword(settings.password().reveal());
        }
        config.setSchema(service);
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(Math.min(2, settings.poolSize()));
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", "waypost-" + service);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty(
                "socketTimeout", settings.statementTimeout().toSeconds() + 5);
        // Every statement on a busy path has its index. A queue is empty one moment and full the next: a plan
        // that was made while its table had no pages would read all of it from then on.
        config.addDataSourceProperty(
                "options",
                "-c statement_timeout=" + settings.statementTimeout().toMillis()
                        // A process that is paused within a transaction must not hold its locks for longer
                        // than it may work.
                        + " -c idle_in_transaction_session_timeout="
                        + settings.statementTimeout().toMillis()
                        // Statements of milliseconds are never worth compiling.
                        + " -c enable_seqscan=off -c jit=off");
        return new HikariDataSource(config);
    }

    @Singleton
    Db db(HikariDataSource pool, OpenTelemetry openTelemetry) {
        return new Db(pool, JdbcTelemetry.create(openTelemetry).wrap(pool));
    }

    @Singleton
    Migrations migrations(DbSettings settings, @Value("${waypost.service}") String service) {
        return () -> {
            try {
                Flyway.configure()
                        .dataSource(
                                settings.url(),
                                settings.username(),
                                settings.password() == null
                                        ? null
                                        : settings.password().reveal())
                        .locations("classpath:services/" + service + "/db")
                        .schemas(service)
                        .connectRetries(10)
                        .connectRetriesInterval(1)
                        .loggers("slf4j")
                        .load()
                        .migrate();
            } catch (FlywayException e) {
                throw new SettingsRefused("the database at " + settings.url() + " cannot be prepared: "
                        + String.valueOf(e.getMessage())
                                .lines()
                                .filter(l -> !l.isBlank())
                                .findFirst()
                                .orElse("")
                        + " (is PostgreSQL up, and may user " + settings.username() + " create schema " + service
                        + "?)");
            }
        };
    }
}
