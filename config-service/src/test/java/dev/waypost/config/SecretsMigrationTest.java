package dev.waypost.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.crypto.MasterKeyset;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.proto.config.v1.GetAppRequest;
import dev.waypost.proto.config.v1.GetProjectRequest;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.sql.DriverManager;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SecretsMigrationTest {
    @Test
    void secrets_of_the_first_schema_are_version_one_of_what_they_were() throws Exception {
        String url = Backends.freshDatabase();
        Flyway.configure()
                .dataSource(url, Backends.username(), "")
                .schemas("config")
                .defaultSchema("config")
                .locations("classpath:services/config/db")
                .target("1")
                .load()
                .migrate();
        try (var connection = DriverManager.getConnection(url, Backends.username(), "");
                var statement = connection.createStatement()) {
            statement.execute("SET search_path = config");
            statement.execute("INSERT INTO business_account VALUES ('waba', 'a', 'UTC')");
            statement.execute("INSERT INTO app (app_id, business_account_id, name, app_secret)"
                    + " VALUES ('app', 'waba', 'a', 'v1:sealed')");
            statement.execute(
                    "INSERT INTO project (project_id, name, url, description, headers, signing_secret, active,"
                            + " max_in_flight, timeout_millis) VALUES ('p', 'p', '', '', '{}', 'v1:sealed', true, 0, 0)");
        }
        String key = MasterKeyset.fresh().encoded();

        try (var config = new ConfigHarness(
                ServiceUnderTest.start("config", Map.of("waypost.db.url", url, "waypost.crypto.key", key)))) {
            var app = config.hub()
                    .getApp(GetAppRequest.newBuilder().setAppId("app").build())
                    .getApp();
            var project = config.hub()
                    .getProject(GetProjectRequest.newBuilder().setProjectId("p").build())
                    .getProject();

            assertThat(app.getAppSecret().getPresent()).isTrue();
            assertThat(app.getAppSecret().getVersion()).isEqualTo(1);
            assertThat(app.getVerifyToken().getPresent()).isFalse();
            assertThat(project.getSigningSecret().getPresent()).isTrue();
            assertThat(config.service.bean(Vault.class).masterKeys()).hasSize(1);
        }
    }
}
