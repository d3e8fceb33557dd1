package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two webhook-ingress with one database, each with its own memory of who is locked to whom.
final class GatewayProcessesTest {
    private static GatewayWorld world;
    private static ServiceUnderTest second;

    @BeforeAll
    static void start() {
        world = new GatewayWorld();
        second = ServiceUnderTest.start("ingress", world.settings(Map.of()));
    }

    @AfterAll
    static void stop() {
        second.close();
        world.close();
    }

    @Test
    void a_lock_made_at_one_is_followed_at_the_other_at_once_however_warm_its_memory() throws Exception {
        var one = world.tenant("a");
        var two = world.tenant("b");
        String phone = GatewayWorld.phone();
        for (int i = 0; i < 50; i++) {
            GatewayTenant now = i % 2 == 0 ? one : two;
            ServiceUnderTest linked = i % 3 == 0 ? world.service : second;
            ServiceUnderTest other = i % 3 == 0 ? second : world.service;
            assertThat(tenant(at(linked, phone, "start_realty_" + (i % 2 == 0 ? "a" : "b"))))
                    .isEqualTo(now.id);
            assertThat(tenant(at(other, phone, "hello " + i))).isEqualTo(now.id);
            assertThat(tenant(at(linked, phone, "again " + i))).isEqualTo(now.id);
        }
    }

    @Test
    void an_unlocked_user_is_nobody_s_at_both_at_once() throws Exception {
        world.tenant("c");
        String phone = GatewayWorld.phone();
        at(world.service, phone, "start_realty_c");
        at(second, phone, "hello");
        var stub = dev.waypost.proto.ingress.v1.UserLockServiceGrpc.newBlockingStub(world.service.admin());

        stub.unlockUser(dev.waypost.proto.ingress.v1.UnlockUserRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setUser(phone)
                .build());

        assertThat(at(second, phone, "hello").path("reason").asText()).isEqualTo("no_tenant_lock");
        assertThat(at(world.service, phone, "hello").path("reason").asText()).isEqualTo("no_tenant_lock");
    }

    @Test
    void first_messages_of_one_user_at_the_same_moment_make_one_lock() throws Exception {
        var tenants = Map.of("d0", world.tenant("d0").id, "d1", world.tenant("d1").id, "d2", world.tenant("d2").id);
        for (int round = 0; round < 20; round++) {
            String phone = GatewayWorld.phone();
            var calls = new ArrayList<Callable<String>>();
            for (int i = 0; i < 12; i++) {
                String code = "d" + i % 3;
                ServiceUnderTest at = i % 2 == 0 ? world.service : second;
                calls.add(() -> {
                    assertThat(tenant(at(at, phone, "start_realty_" + code))).isEqualTo(tenants.get(code));
                    return code;
                });
            }
            together(calls);

            assertThat(world.count(
                            "SELECT count(*) AS n FROM user_lock_name WHERE gateway_id = ? AND name = ?",
                            world.gatewayId,
                            phone))
                    .isEqualTo(1);
            String here = tenant(at(world.service, phone, "who has me"));
            assertThat(tenant(at(second, phone, "and there"))).isEqualTo(here);
        }
        // Every lock has its name: nothing of those that lost is left.
        assertThat(world.count(
                        "SELECT count(*) AS n FROM user_lock l WHERE l.gateway_id = ?"
                                + " AND NOT EXISTS (SELECT FROM user_lock_name n WHERE n.lock_id = l.lock_id)",
                        world.gatewayId))
                .isZero();
    }

    @Test
    void while_users_move_to_and_fro_no_message_reaches_a_tenant_that_its_user_was_not_with() throws Exception {
        var one = world.tenant("e0");
        var two = world.tenant("e1");
        List<String> phones = java.util.stream.IntStream.range(0, 8)
                .mapToObj(i -> GatewayWorld.phone())
                .toList();
        var calls = new ArrayList<Callable<String>>();
        for (String phone : phones) {
            calls.add(() -> {
                // One user does one thing after the other, at whichever process the balancer picks.
                for (int i = 0; i < 60; i++) {
                    ServiceUnderTest at = ThreadLocalRandom.current().nextBoolean() ? world.service : second;
                    boolean first = i / 6 % 2 == 0;
                    String text = i % 6 == 0 ? "start_realty_e" + (first ? 0 : 1) : phone + " for " + (first ? 0 : 1);
                    assertThat(tenant(at(at, phone, text))).isEqualTo((first ? one : two).id);
                }
                return phone;
            });
        }
        together(calls);

        await().atMost(IngressUnderTest.SOON)
                .until(() -> world.got(one).size() + world.got(two).size() == 8 * 60);
        assertThat(world.got(one)).noneMatch(text -> text.endsWith(" for 1"));
        assertThat(world.got(two)).noneMatch(text -> text.endsWith(" for 0"));
    }

    @Test
    void copies_of_one_message_at_the_same_moment_are_stored_once() throws Exception {
        var tenant = world.tenant("f");
        String phone = GatewayWorld.phone();
        at(world.service, phone, "start_realty_f");
        for (int round = 0; round < 10; round++) {
            byte[] body = world.wrote(phone + "@c.us", "copy " + round);
            var calls = new ArrayList<Callable<String>>();
            for (int i = 0; i < 10; i++) {
                ServiceUnderTest at = i % 2 == 0 ? world.service : second;
                calls.add(() -> tenant(world.said(at, "/webhook/gateway/" + world.gatewayId, body)));
            }
            assertThat(together(calls)).containsOnly(tenant.id);
        }
        assertThat(world.stored(tenant.id, "ACCEPTED")).isEqualTo(11);
    }

    private static <T> List<T> together(List<Callable<T>> calls) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            for (Future<T> done : threads.invokeAll(calls)) {
                results.add(done.get());
            }
            return results;
        }
    }

    private static JsonNode at(ServiceUnderTest service, String phone, String text) throws Exception {
        return world.said(service, "/webhook/gateway/" + world.gatewayId, world.wrote(phone + "@c.us", text));
    }

    private static String tenant(JsonNode answer) {
        assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("routed");
        return answer.path("tenant_id").asText();
    }
}
