package dev.waypost.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.health.probe.Roster;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A server that takes every probe and answers none meets a few at a time, and keeps nobody else waiting.
class ProbeBoundsTest {
    private static final int ENDPOINTS = 24;
    private static final int AT_ONCE = 8;
    private static final int PER_SERVER = 3;
    private static final Duration TIMEOUT = Duration.ofSeconds(12);

    private final List<String> others = new ArrayList<>();
    private FakeMeta provider;
    private SilentServer silent;
    private FakeConfig config;
    private ServiceUnderTest health;

    @BeforeEach
    void start() throws IOException {
        provider = new FakeMeta();
        silent = new SilentServer();
        config = new FakeConfig();
        health = ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url", Backends.freshDatabase(),
                        "waypost.peers.config", config.address(),
                        "waypost.health.probe.concurrency", Integer.toString(AT_ONCE),
                        "waypost.health.probe.per-server", Integer.toString(PER_SERVER),
                        "waypost.health.probe.timeout", TIMEOUT.toSeconds() + "s",
                        "waypost.health.probe.lease", "30s",
                        "waypost.health.probe.sweep-interval", "1h"));
    }

    @AfterEach
    void stop() throws IOException {
        silent.close();
        health.close();
        config.close();
        provider.close();
    }

    @Test
    void a_server_that_hangs_meets_no_more_than_it_may_and_others_are_looked_at_meanwhile() {
        for (int i = 0; i < ENDPOINTS; i++) {
            config.setSession(Fixtures.tenantId(), silent.url(), "session-" + i, vault());
            isWell("other-" + i);
        }
        health.bean(Roster.class).sweep();

        awaitOthers();
        assertMeets(PER_SERVER);
    }

    @Test
    void meta_may_have_three_quarters_of_all_and_others_are_looked_at_meanwhile() {
        for (int i = 0; i < ENDPOINTS; i++) {
            config.set(Fixtures.tenantId(), silent.url(), Fixtures.phoneNumberId(), true, vault());
            isWell("other-" + i);
        }
        health.bean(Roster.class).sweep();

        awaitOthers();
        assertMeets(AT_ONCE * 3 / 4);
    }

    private void assertMeets(int most) {
        // Nobody gave up yet: whoever came is still there.
        assertThat(silent.all()).isEqualTo(most);
        assertThat(silent.waiting()).isEqualTo(most);
        await().atMost(TIMEOUT.multipliedBy(2)).until(() -> silent.all() >= 2 * most && silent.waiting() == most);
    }

    private void isWell(String session) {
        String tenant = Fixtures.tenantId();
        others.add(tenant);
        provider.says(session, 200, "{\"name\": \"%s\", \"status\": \"WORKING\"}".formatted(session));
        config.setSession(tenant, provider.url(), session, vault());
    }

    /// Long before the first probe of the silent server is given up.
    private void awaitOthers() {
        await().atMost(TIMEOUT.dividedBy(2))
                .untilAsserted(() -> assertThat(looked()).isEqualTo(others.size()));
    }

    private long looked() {
        return health.bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM endpoint_health WHERE last_look_good AND tenant_id = ANY (?)",
                        row -> row.longValue("n"),
                        sql.array("text", others)))
                .orElseThrow();
    }

    private Vault vault() {
        return health.bean(Vault.class);
    }
}
