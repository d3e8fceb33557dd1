package dev.waypost.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.platform.crypto.SealBroken;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.redis.Redis;
import dev.waypost.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SecretsAtRestTest {
    private static final Logger ROOT = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private static final ListAppender<ILoggingEvent> LOG = new ListAppender<>();
    private static ConfigHarness config;

    @BeforeAll
    static void start() {
        LOG.start();
        ROOT.addAppender(LOG);
        config = new ConfigHarness();
    }

    @AfterAll
    static void stop() {
        config.close();
        ROOT.detachAppender(LOG);
    }

    @Test
    void no_secret_of_any_kind_rests_in_clear_in_postgresql_redis_or_the_log() {
        var every = new EverySecret(config);
        String file = EverySecret.file(config, every.exported());

        List<Dump.Entry> dump = Dump.all(config.service.bean(Db.class));
        List<Dump.Entry> log = logged();

        assertThat(every.canaries)
                .hasSizeGreaterThanOrEqualTo(16)
                .allSatisfy((what, canary) -> assertThat(canary).hasSizeGreaterThanOrEqualTo(32));
        assertThat(file).contains(every.tenant).contains("locked");
        // What is searched is what was written: the tenant itself is found in both, and in the log.
        assertThat(Dump.findings(dump, every.tenant)).contains("config.endpoint", "config.change");
        assertThat(Dump.findings(dump, every.tenant)).contains("redis " + SnapshotKeys.snapshot(every.tenant));
        assertThat(Dump.findings(log, every.tenant)).isNotEmpty();
        var softly = new SoftAssertions();
        every.canaries.forEach((what, canary) -> {
            softly.assertThat(Dump.findings(dump, canary)).as(what).isEmpty();
            softly.assertThat(file).as(what + " in the file").doesNotContain(canary);
            softly.assertThat(Dump.findings(log, canary))
                    .as(what + " in the log")
                    .isEmpty();
        });
        softly.assertAll();
    }

    @Test
    void the_search_finds_what_is_planted_in_clear_in_hex_and_in_base64() {
        String tenant = config.newTenant().getTenantId();
        String key = "planted:" + tenant;
        String secret = "canary" + Fixtures.secret();
        String base64 = Base64.getEncoder().encodeToString(("x" + secret + "yz").getBytes(StandardCharsets.UTF_8));
        Db db = config.service.bean(Db.class);
        Redis redis = config.service.bean(Redis.class);

        for (String planted : List.of("in clear " + secret, "in base64 " + base64)) {
            db.run(sql -> sql.update("UPDATE tenant SET name = ? WHERE tenant_id = ?", planted, tenant));
            assertThat(Dump.findings(Dump.postgres(db), secret)).contains("config.tenant");
            redis.set(key, planted, Duration.ofMinutes(1));
            assertThat(Dump.findings(Dump.redis(), secret)).contains("redis " + key);
            byte[] bytes = planted.getBytes(StandardCharsets.UTF_8);
            db.run(sql -> sql.update(
                    "INSERT INTO request (scope, request_id, digest, response) VALUES (?, ?, ?, ?)",
                    tenant,
                    ConfigHarness.requestId(),
                    new byte[1],
                    bytes));
            assertThat(Dump.findings(Dump.postgres(db), secret)).contains("config.request");
            db.run(sql -> sql.update("DELETE FROM request WHERE scope = ?", tenant));
        }

        db.run(sql -> sql.update("UPDATE tenant SET name = 'x' WHERE tenant_id = ?", tenant));
        redis.delete(key);
        assertThat(Dump.findings(Dump.all(db), secret)).isEmpty();
    }

    @Test
    void a_secret_that_was_moved_to_another_tenant_or_another_field_does_not_open() {
        var one = new EverySecret(config);
        var other = new EverySecret(config);
        Db db = config.service.bean(Db.class);

        String moved =
                swapped(db, one.tenant, "(SELECT secrets FROM endpoint WHERE tenant_id = '" + other.tenant + "')");
        String within =
                swapped(db, other.tenant, "jsonb_set(secrets, '{apiKey,sealed}', secrets #> '{appSecret,sealed}')");

        for (ThrowingCallable decoding : List.<ThrowingCallable>of(() -> decode(moved), () -> decode(within))) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(decoding)).isInstanceOf(SealBroken.class);
        }
        assertThat(moved).contains("\"sealed\"").contains(one.tenant);
    }

    /// The snapshot as it is answered after the endpoint's secrets were replaced behind everybody's back.
    private static String swapped(Db db, String tenant, String by) {
        db.run(sql -> sql.update("UPDATE endpoint SET secrets = " + by + " WHERE tenant_id = ?", tenant));
        // Any change publishes what the tables hold now.
        config.endpoints()
                .setEndpoint(ConfigHarness.meta(tenant, Fixtures.phoneNumberId())
                        .setName("after")
                        .build());
        return config.service
                .bean(Redis.class)
                .get(SnapshotKeys.snapshot(tenant))
                .orElseThrow();
    }

    private static void decode(String json) {
        config.service.bean(SnapshotCodec.class).decode(json);
    }

    private static List<Dump.Entry> logged() {
        return List.copyOf(LOG.list).stream()
                .map(event -> new Dump.Entry(event.getLoggerName(), text(event)))
                .toList();
    }

    private static String text(ILoggingEvent event) {
        String pairs = event.getKeyValuePairs() == null
                ? ""
                : event.getKeyValuePairs().stream()
                        .map(pair -> pair.key + "=" + pair.value)
                        .collect(Collectors.joining(" "));
        String cause = event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
        return event.getFormattedMessage() + " " + pairs + " " + Map.copyOf(event.getMDCPropertyMap()) + " " + cause;
    }
}
