package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.ingress.user.Users;
import dev.waypost.providers.InboundEvent;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;

/// One user, many names, on two processes with one database.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class UsersTest {
    private static ServiceUnderTest one;
    private static ServiceUnderTest other;
    private final String tenant = Fixtures.tenantId();
    private final String number = "49" + Fixtures.digits(10);
    private final String scoped = "DE." + Fixtures.digits(20);

    @BeforeAll
    static void start() {
        one = ServiceUnderTest.start("ingress");
        other = ServiceUnderTest.start("ingress");
    }

    @AfterAll
    static void stop() {
        one.close();
        other.close();
    }

    @Test
    void a_user_known_by_number_keeps_the_key_when_the_number_is_hidden() {
        String before = key(one, number, null, null);

        assertThat(before).isEqualTo(number);
        assertThat(key(one, number, scoped, null)).isEqualTo(before);
        assertThat(key(one, null, scoped, null)).isEqualTo(before);
        assertThat(key(other, null, scoped, null)).isEqualTo(before);
    }

    @Test
    void a_user_known_by_id_keeps_the_key_when_the_number_appears() {
        String before = key(one, null, scoped, null);

        assertThat(before).isEqualTo(scoped);
        assertThat(key(other, number, scoped, null)).isEqualTo(before);
        assertThat(key(other, number, null, null)).isEqualTo(before);
        assertThat(key(one, number, scoped, null)).isEqualTo(before);
        assertThat(key(one, number, null, null)).isEqualTo(before);
    }

    @Test
    void a_user_who_changes_the_number_keeps_the_key_under_every_new_name() {
        String next = "49" + Fixtures.digits(10);
        String nextScoped = "DE." + Fixtures.digits(20);
        String before = key(one, number, scoped, null);

        assertThat(key(one, next, nextScoped, number)).isEqualTo(before);
        assertThat(key(other, next, null, null)).isEqualTo(before);
        assertThat(key(other, null, nextScoped, null)).isEqualTo(before);
        assertThat(key(other, next, nextScoped, null)).isEqualTo(before);
    }

    @Test
    void a_number_that_another_process_ties_to_somebody_is_soon_that_user_here() {
        assertThat(key(one, number, null, null)).isEqualTo(number);
        key(other, null, scoped, null);
        key(other, number, scoped, null);

        await().atMost(Duration.ofSeconds(15))
                .untilAsserted(() -> assertThat(key(one, number, null, null)).isEqualTo(scoped));
    }

    @Test
    void another_tenants_user_of_the_same_name_is_another_user() {
        key(one, null, scoped, null);
        key(one, number, scoped, null);

        assertThat(one.bean(Users.class).keyOf(Fixtures.tenantId(), event(number, null, null)))
                .isEqualTo(number);
    }

    @Test
    void processes_that_see_a_user_first_at_the_same_moment_agree() throws Exception {
        for (int round = 0; round < 20; round++) {
            String phone = "49" + Fixtures.digits(10);
            String id = "DE." + Fixtures.digits(20);
            var go = new CountDownLatch(1);
            List<Future<String>> keys = new ArrayList<>();
            try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                for (ServiceUnderTest service : List.of(one, other, one, other)) {
                    keys.add(pool.submit(() -> {
                        go.await();
                        return key(service, phone, id, null);
                    }));
                }
                go.countDown();
            }
            var found = new HashSet<String>();
            for (Future<String> key : keys) {
                found.add(key.get());
            }
            assertThat(found).hasSize(1);
        }
    }

    @Test
    void what_is_about_nobody_has_no_key() {
        assertThat(key(one, null, null, null)).isEmpty();
    }

    private String key(ServiceUnderTest service, @Nullable String phone, @Nullable String id, @Nullable String former) {
        return service.bean(Users.class).keyOf(tenant, event(phone, id, former));
    }

    private static InboundEvent event(@Nullable String phone, @Nullable String id, @Nullable String former) {
        return InboundEvent.builder(InboundEvent.Kind.MESSAGE, "text", "k")
                .user(phone, id)
                .formerUser(former)
                .build();
    }
}
