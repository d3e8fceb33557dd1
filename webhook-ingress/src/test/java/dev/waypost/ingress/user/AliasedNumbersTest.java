package dev.waypost.ingress.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.ingress.away.StoreTime;
import dev.waypost.ingress.cache.Caches;
import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// What one process knows of the users that another one meets.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AliasedNumbersTest {
    private static ServiceUnderTest ingress;
    private static UserStore store;

    private final String tenant = Fixtures.tenantId();
    private final AtomicLong nanos = new AtomicLong();
    private final Caches caches = new Caches();
    private AliasedNumbers aliased;

    @BeforeAll
    static void start() {
        ingress = ServiceUnderTest.start("ingress", Map.of("waypost.db.url", Backends.freshDatabase()));
        store = ingress.bean(UserStore.class);
    }

    @AfterAll
    static void stop() {
        ingress.close();
    }

    @BeforeEach
    void begin() {
        aliased = new AliasedNumbers(store, ingress.bean(StoreTime.class), caches, nanos::get);
    }

    @AfterEach
    void end() {
        aliased.end();
    }

    @Test
    void a_tenant_that_got_such_a_user_elsewhere_is_heard_of() {
        aliased.hear();
        assertThat(aliased.areIn(tenant)).isFalse();

        meetSomebody(tenant, Duration.ZERO);
        assertThat(aliased.areIn(tenant)).isFalse();
        aliased.hear();

        assertThat(aliased.areIn(tenant)).isTrue();
    }

    @Test
    void a_tenant_is_asked_about_once() {
        aliased.hear();

        for (int i = 0; i < 5; i++) {
            aliased.areIn(tenant);
            nanos.addAndGet(AliasedNumbers.CURRENT_FOR.toNanos() - 1);
            aliased.hear();
        }

        assertThat(caches.counted()).singleElement().satisfies(counted -> {
            assertThat(counted.misses()).isEqualTo(1);
            assertThat(counted.hits()).isEqualTo(4);
        });
    }

    @Test
    void what_was_not_heard_of_for_long_is_asked_again() {
        aliased.hear();
        aliased.areIn(tenant);
        meetSomebody(tenant, Duration.ZERO);

        nanos.addAndGet(AliasedNumbers.CURRENT_FOR.toNanos());

        assertThat(aliased.areIn(tenant)).isTrue();
    }

    @Test
    void who_came_while_nothing_was_heard_is_not_missed_afterwards() {
        aliased.hear();
        aliased.areIn(tenant);
        Duration silence = AliasedNumbers.BACK.multipliedBy(3);
        meetSomebody(tenant, AliasedNumbers.BACK.multipliedBy(2));

        nanos.addAndGet(silence.toNanos());
        aliased.hear();

        assertThat(aliased.areIn(tenant)).isTrue();
    }

    @Test
    void another_tenants_users_change_nothing() {
        aliased.hear();
        String quiet = Fixtures.tenantId();
        aliased.areIn(quiet);

        meetSomebody(tenant, Duration.ZERO);
        aliased.hear();

        assertThat(aliased.areIn(quiet)).isFalse();
    }

    @Test
    void a_running_service_hears_by_itself() {
        AliasedNumbers running = ingress.bean(AliasedNumbers.class);

        // It remembers what it was told for as long as it hears: a new user of just now is not known yet.
        await().atMost(Duration.ofSeconds(15)).until(() -> {
            String fresh = Fixtures.tenantId();
            running.areIn(fresh);
            meetSomebody(fresh, Duration.ZERO);
            return !running.areIn(fresh);
        });
    }

    /// Somebody who is known by an id, and whose number is seen by another process.
    private static void meetSomebody(String tenant, Duration ago) {
        String scoped = "DE." + Fixtures.digits(20);
        store.keys(List.of(new UserNames(tenant, List.of(scoped, "49" + Fixtures.digits(10)), true)));
        ingress.bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE user_alias SET added_at = added_at - ? * interval '1 second' WHERE tenant_id = ?",
                        ago.toSeconds(),
                        tenant));
    }
}
