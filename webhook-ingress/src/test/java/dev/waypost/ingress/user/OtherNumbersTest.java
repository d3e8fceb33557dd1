package dev.waypost.ingress.user;

import static org.assertj.core.api.Assertions.assertThat;

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
class OtherNumbersTest {
    private static ServiceUnderTest ingress;
    private static UserStore store;

    private final String tenant = Fixtures.tenantId();
    private final AtomicLong nanos = new AtomicLong();
    private final Caches caches = new Caches();
    private OtherNumbers others;

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
        others = new OtherNumbers(store, ingress.bean(StoreTime.class), caches, nanos::get);
    }

    @AfterEach
    void end() {
        others.end();
    }

    @Test
    void a_tenant_that_got_such_a_user_elsewhere_is_heard_of() {
        others.hear();
        assertThat(others.areIn(tenant)).isFalse();

        meetSomebody(Duration.ZERO);
        assertThat(others.areIn(tenant)).isFalse();
        others.hear();

        assertThat(others.areIn(tenant)).isTrue();
    }

    @Test
    void a_tenant_is_asked_about_once() {
        others.hear();

        for (int i = 0; i < 5; i++) {
            others.areIn(tenant);
            nanos.addAndGet(OtherNumbers.CURRENT_FOR.toNanos() - 1);
            others.hear();
        }

        assertThat(caches.counted()).singleElement().satisfies(counted -> {
            assertThat(counted.misses()).isEqualTo(1);
            assertThat(counted.hits()).isEqualTo(4);
        });
    }

    @Test
    void what_was_not_heard_of_for_long_is_asked_again() {
        others.hear();
        others.areIn(tenant);
        meetSomebody(Duration.ZERO);

        nanos.addAndGet(OtherNumbers.CURRENT_FOR.toNanos());

        assertThat(others.areIn(tenant)).isTrue();
    }

    @Test
    void who_came_while_nothing_was_heard_is_not_missed_afterwards() {
        others.hear();
        others.areIn(tenant);
        Duration silence = OtherNumbers.BACK.multipliedBy(3);
        meetSomebody(OtherNumbers.BACK.multipliedBy(2));

        nanos.addAndGet(silence.toNanos());
        others.hear();

        assertThat(others.areIn(tenant)).isTrue();
    }

    @Test
    void another_tenants_users_change_nothing() {
        others.hear();
        String quiet = Fixtures.tenantId();
        others.areIn(quiet);

        meetSomebody(Duration.ZERO);
        others.hear();

        assertThat(others.areIn(quiet)).isFalse();
    }

    /// Somebody who is known by an id, and whose number is seen by another process.
    private void meetSomebody(Duration ago) {
        String scoped = "DE." + Fixtures.digits(20);
        store.keys(List.of(new UserNames(tenant, List.of(scoped, "49" + Fixtures.digits(10)), true)));
        ingress.bean(Db.class)
                .run(sql -> sql.update(
                        "UPDATE user_alias SET added_at = added_at - ? * interval '1 second' WHERE tenant_id = ?",
                        ago.toSeconds(),
                        tenant));
    }
}
