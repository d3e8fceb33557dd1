package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.testkit.ServiceUnderTest;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What users write to a shared number while PostgreSQL, which alone knows their locks, is away.
@DisplayNameGeneration(ReplaceUnderscores.class)
final class GatewayStoreAwayTest {
    @TempDir
    Path folder;

    private StoreToKill store;
    private GatewayWorld world;

    @BeforeEach
    void start() throws Exception {
        store = new StoreToKill(folder);
        world = new GatewayWorld(store.spooled());
    }

    @AfterEach
    void stop() {
        world.close();
        store.close();
    }

    @Test
    void it_is_taken_at_once_and_routed_in_order_by_whoever_finds_the_store_again() throws Exception {
        var one = world.tenant("one");
        var other = world.tenant("other");
        String settled = GatewayWorld.phone();
        String newcomer = GatewayWorld.phone();
        world.says(settled, "start_realty_one");
        await().atMost(IngressUnderTest.SOON).until(() -> world.got(one).size() == 1);
        store.kill();

        for (String text : new String[] {"still one", "start_realty_other", "moved"}) {
            assertThat(world.says(settled, text).path("status").asText()).isEqualTo("accepted");
        }
        byte[] link = world.wrote(newcomer + "@c.us", "start_realty_one");
        for (int copy = 0; copy < 2; copy++) {
            assertThat(world.said(link).path("action").asText()).isEqualTo("routed_later");
        }
        assertThat(world.says(newcomer, "new here").path("status").asText()).isEqualTo("accepted");
        // The process goes while the store is still away; its successor finds what it kept.
        world.service.close();
        store.again();
        try (var successor = ServiceUnderTest.start("ingress", world.settings(store.spooled()))) {
            one.publish(successor);
            other.publish(successor);
            world.host.publish(successor);

            await().atMost(IngressUnderTest.SOON).untilAsserted(() -> {
                assertThat(world.got(one))
                        .filteredOn(text -> !text.equals("start_realty_one"))
                        .containsExactlyInAnyOrder("still one", "new here");
                assertThat(world.got(other)).containsExactly("start_realty_other", "moved");
            });
            await().atMost(IngressUnderTest.SOON).until(store::spoolIsEmpty);
            var answer =
                    world.said(successor, "/webhook/gateway/" + world.gatewayId, world.wrote(settled + "@c.us", "on"));
            assertThat(answer.path("action").asText()).isEqualTo("existing_session");
            assertThat(answer.path("tenant_id").asText()).isEqualTo(other.id);
            assertThat(store.files(".broken")).isZero();
        }
    }

    @Test
    void a_frozen_store_costs_a_message_a_bounded_time_and_it_is_routed_once() throws Exception {
        var tenant = world.tenant("frozen");
        String user = GatewayWorld.phone();
        world.says(user, "start_realty_frozen");
        await().atMost(IngressUnderTest.SOON).until(() -> world.got(tenant).size() == 1);
        store.signal("STOP");
        try {
            for (int i = 0; i < 5; i++) {
                assertThat(world.says(user, "text" + i).path("status").asText()).isEqualTo("accepted");
            }
        } finally {
            store.signal("CONT");
        }

        await().atMost(IngressUnderTest.SOON).until(store::spoolIsEmpty);
        await().atMost(IngressUnderTest.SOON)
                .untilAsserted(() -> assertThat(world.got(tenant))
                        .containsExactly("start_realty_frozen", "text0", "text1", "text2", "text3", "text4"));
        assertThat(world.stored(tenant.id, "ACCEPTED")).isEqualTo(6);
    }
}
