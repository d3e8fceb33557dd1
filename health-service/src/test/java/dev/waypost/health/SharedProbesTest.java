package dev.waypost.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceProcess;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Several processes share the work of probing, and no provider is asked more often than it should be.
class SharedProbesTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ENDPOINTS = 20;

    private final String database = Backends.freshDatabase();
    private FakeMeta meta;
    private FakeConfig config;
    private ServiceUnderTest watching;

    @BeforeEach
    void start() throws IOException {
        meta = new FakeMeta();
        config = new FakeConfig();
        watching = ServiceUnderTest.start("health", settings(false));
    }

    @AfterEach
    void stop() {
        watching.close();
        config.close();
        meta.close();
    }

    private Map<String, Object> settings(boolean works) {
        var settings = new HashMap<String, Object>();
        settings.put("waypost.db.url", database);
        settings.put("waypost.peers.config", config.address());
        settings.put("waypost.health.probe.enabled", Boolean.toString(works));
        settings.put("waypost.health.failover.enabled", Boolean.toString(works));
        settings.put("waypost.health.probe.timeout", "1s");
        settings.put("waypost.health.probe.lease", "2s");
        settings.put("waypost.health.probe.sweep-interval", "2s");
        return settings;
    }

    @Test
    void a_process_that_was_paused_past_its_lease_does_not_probe_a_second_time() {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < ENDPOINTS; i++) {
            String number = Fixtures.phoneNumberId();
            numbers.add(number);
            config.set(Fixtures.tenantId(), meta.url(), number, "777" + number, true, vault(), Duration.ofSeconds(1));
        }
        long began = System.nanoTime();
        try (var one = ServiceProcess.start("health", settings(true));
                var other = ServiceProcess.start("health", settings(true))) {
            awaitAsked(numbers, 3);
            one.pause();
            awaitWorkers(1);
            awaitAsked(numbers, 3);
            one.resume();
            awaitWorkers(2);
            awaitAsked(numbers, 3);
            double seconds = (System.nanoTime() - began) / 1e9;
            // At most each 0.9 s, and once more for each time that an endpoint changed hands.
            numbers.forEach(number -> assertThat(meta.asked(number)).isLessThanOrEqualTo((int) (seconds / 0.9) + 5));
        }
    }

    @Test
    void all_numbers_of_a_business_account_are_looked_at_with_one_call() {
        String waba = "9" + Fixtures.digits(12);
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < ENDPOINTS; i++) {
            String number = Fixtures.phoneNumberId();
            numbers.add(number);
            meta.belongs(waba, number);
            config.set(Fixtures.tenantId(), meta.url(), number, waba, true, vault(), Duration.ofSeconds(1), "shared");
        }
        try (var works = ServiceProcess.start("health", settings(true))) {
            awaitLooked(ENDPOINTS);
            assertThat(meta.asked("phone_numbers")).isPositive();
            // One may have come before its siblings were known.
            assertThat(numbers.stream().mapToInt(meta::asked).sum()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void a_clock_that_jumps_changes_no_verdict_and_moves_nothing() {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < ENDPOINTS; i++) {
            String number = Fixtures.phoneNumberId();
            numbers.add(number);
            config.set(Fixtures.tenantId(), meta.url(), number, "777" + number, true, vault(), Duration.ofSeconds(1));
        }
        try (var one = ServiceProcess.start("health", settings(true))) {
            awaitLooked(ENDPOINTS);
            long changes = count("SELECT count(*) AS n FROM verdict_change");
            for (String jump : List.of("3 hours", "-5 hours")) {
                // PostgreSQL's clock is the only one that rows are compared by: to them it has jumped the other way.
                watching.bean(Db.class)
                        .run(sql -> sql.update(
                                "UPDATE endpoint_health SET last_check_time = last_check_time + ?::interval,"
                                        + " status_since = status_since + ?::interval",
                                jump,
                                jump));
                try (var next = ServiceProcess.start("health", settings(true))) {
                    awaitWorkers(2);
                    awaitAsked(numbers, 2);
                }
            }
            assertThat(count("SELECT count(*) AS n FROM verdict_change")).isEqualTo(changes);
            assertThat(count("SELECT count(*) AS n FROM endpoint_health WHERE status = 'HEALTHY'"))
                    .isEqualTo(ENDPOINTS);
            assertThat(count("SELECT count(*) AS n FROM failover")).isZero();
        }
    }

    private void awaitAsked(List<String> numbers, int times) {
        Map<String, Integer> before = new HashMap<>();
        numbers.forEach(number -> before.put(number, meta.asked(number)));
        await().atMost(PATIENCE)
                .until(() -> numbers.stream()
                        .allMatch(number -> meta.asked(number) >= before.getOrDefault(number, 0) + times));
    }

    private void awaitLooked(int endpoints) {
        await().atMost(PATIENCE)
                .until(() -> count("SELECT count(*) AS n FROM endpoint_health WHERE last_look_good") == endpoints);
    }

    private void awaitWorkers(int workers) {
        await().atMost(PATIENCE)
                .until(() ->
                        count("SELECT count(*) AS n FROM lane_worker WHERE queue = 'probe' AND lease_until > now()")
                                == workers);
    }

    private long count(String statement) {
        return watching.bean(Db.class)
                .read(sql -> sql.one(statement, row -> row.longValue("n")))
                .orElseThrow();
    }

    private Vault vault() {
        return watching.bean(Vault.class);
    }
}
