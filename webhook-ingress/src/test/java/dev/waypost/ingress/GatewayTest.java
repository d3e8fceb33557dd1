package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.configclient.TenantState;
import dev.waypost.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class GatewayTest {
    private static GatewayWorld world;

    @BeforeAll
    static void start() {
        world = new GatewayWorld();
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void the_bodies_of_the_original_router_are_answered_as_it_answered_them() throws Exception {
        var tenant = world.tenant(new GatewayTenant("9" + Fixtures.digits(8)), "2");
        byte[] link = """
                {
                    "event": "message",
                    "payload": {
                      "from": "971501234567@c.us",
                      "body": "start_realty_2"
                    }
                  }""".getBytes(StandardCharsets.UTF_8);
        byte[] hello = """
                {
                    "event": "message",
                    "payload": {
                      "from": "971501234567@c.us",
                      "body": "Hello, I want to buy a property"
                    }
                  }""".getBytes(StandardCharsets.UTF_8);

        String locked = world.post("/webhook/waha", link, world.sign(link)).body();
        String followed = world.post("/webhook/waha", hello, world.sign(hello)).body();
        String again = world.post("/webhook/waha", hello, world.sign(hello)).body();

        assertThat(locked)
                .isEqualTo("{\"status\":\"routed\",\"action\":\"new_session_locked\",\"user\":\"971501234567\","
                        + "\"tenant_id\":" + tenant.id + "}");
        assertThat(followed)
                .isEqualTo("{\"status\":\"routed\",\"action\":\"existing_session\",\"user\":\"971501234567\","
                        + "\"tenant_id\":" + tenant.id + "}");
        assertThat(again).isEqualTo(followed);
        await().atMost(IngressUnderTest.SOON)
                .untilAsserted(() -> assertThat(world.got(tenant))
                        .containsExactly(
                                "start_realty_2",
                                "Hello, I want to buy a property",
                                "Hello, I want to buy a property"));
        assertThat(world.project.got().getLast().headers()).containsEntry("x-tenant-id", tenant.id);
    }

    @Test
    void messages_follow_the_lock_in_order_and_a_new_link_moves_the_user() throws Exception {
        var one = world.tenant("a1");
        var two = world.tenant("a2");
        String phone = GatewayWorld.phone();

        assertThat(action(world.says(phone, "START_Realty_A1"), one)).isEqualTo("new_session_locked");
        for (int i = 0; i < 20; i++) {
            assertThat(action(world.says(phone, "text" + i), one)).isEqualTo("existing_session");
        }
        assertThat(action(world.says(phone, "start_realty_a2"), two)).isEqualTo("new_session_locked");
        assertThat(action(world.says(phone, "to two"), two)).isEqualTo("existing_session");
        assertThat(action(world.says(phone, "start_realty_a2"), two)).isEqualTo("new_session_locked");

        await().atMost(IngressUnderTest.SOON).until(() -> world.got(two).size() == 3);
        assertThat(world.got(two)).containsExactly("start_realty_a2", "to two", "start_realty_a2");
        await().atMost(IngressUnderTest.SOON).until(() -> world.got(one).size() == 21);
        assertThat(world.got(one).subList(1, 21))
                .containsExactlyElementsOf(java.util.stream.IntStream.range(0, 20)
                        .mapToObj(i -> "text" + i)
                        .toList());
        assertThat(world.count(
                        "SELECT count(*) AS n FROM user_lock_name WHERE gateway_id = ? AND name = ?",
                        world.gatewayId,
                        phone))
                .isEqualTo(1);
    }

    @Test
    void who_is_locked_to_nobody_is_kept_in_quarantine() throws Exception {
        String phone = GatewayWorld.phone();
        long before = world.stored(world.host.id, "QUARANTINED");

        JsonNode hello = world.says(phone, "hello");
        JsonNode unknown = world.says(phone, "start_realty_nobody");
        JsonNode malformed = world.says(phone, "startrealty2");

        assertThat(hello.toString()).isEqualTo("{\"status\":\"ignored\",\"reason\":\"no_tenant_lock\"}");
        assertThat(unknown).isEqualTo(hello);
        assertThat(malformed).isEqualTo(hello);
        assertThat(world.stored(world.host.id, "QUARANTINED")).isEqualTo(before + 3);
    }

    @Test
    void with_a_default_project_nobody_s_users_go_there() throws Exception {
        try (var other = new GatewayWorld()) {
            other.host.fallback(other.gatewayId, other.project.url()).publish(other.service);
            String phone = GatewayWorld.phone();

            JsonNode answer = other.says(phone, "hello");

            assertThat(action(answer, other.host)).isEqualTo("default_project");
            await().atMost(IngressUnderTest.SOON)
                    .untilAsserted(() -> assertThat(other.got(other.host)).containsExactly("hello"));
        }
    }

    @Test
    void a_link_like_text_that_is_none_follows_the_lock() throws Exception {
        var tenant = world.tenant("b1");
        String phone = GatewayWorld.phone();
        world.says(phone, "start_realty_b1");

        for (String text : new String[] {
            "start_realty_b1 please", "ſtart_realty_b1", "start_salon_b1", "start_realty_unknown", "start_realty_\u0000"
        }) {
            assertThat(action(world.says(phone, text), tenant)).isEqualTo("existing_session");
        }
    }

    @Test
    void without_a_right_signature_nothing_is_taken() throws Exception {
        world.tenant("c1");
        byte[] body = world.wrote(GatewayWorld.phone() + "@c.us", "start_realty_c1");
        String path = "/webhook/gateway/" + world.gatewayId;
        String right = world.sign(body);
        String wrong = world.post(path, body, GatewayWorld.sign(body, "other")).body();

        assertThat(world.post(path, body, null).statusCode()).isEqualTo(401);
        assertThat(world.post(path, body, "").statusCode()).isEqualTo(401);
        assertThat(world.post(path, body, right.substring(1)).statusCode()).isEqualTo(401);
        assertThat(world.post(path, world.wrote("971500000000@c.us", "start_realty_c1"), right)
                        .statusCode())
                .isEqualTo(401);
        var unknown = world.post("/webhook/gateway/" + Fixtures.id("gw"), body, right);
        assertThat(unknown.statusCode()).isEqualTo(401);
        assertThat(unknown.body()).isEqualTo(wrong);
        assertThat(world.post(path, body, right).statusCode()).isEqualTo(200);
    }

    @Test
    void a_gateway_without_a_secret_takes_nothing() throws Exception {
        try (var other = new GatewayWorld()) {
            other.host
                    .endpoint(other.service, "WAHA", other.session, null, null)
                    .publish(other.service);
            byte[] body = other.wrote("971500000000@c.us", "hello");

            assertThat(other.post("/webhook/waha", body, other.sign(body)).statusCode())
                    .isEqualTo(401);
            assertThat(other.post("/webhook/waha", body, GatewayWorld.sign(body, " "))
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void the_session_in_the_body_finds_the_gateway_when_there_are_several() throws Exception {
        try (var other = new GatewayWorld()) {
            var tenant = other.tenant("d1");
            other.names.severalGateways();
            byte[] body = other.wrote(GatewayWorld.phone() + "@c.us", "start_realty_d1");

            assertThat(action(other.said(other.service, "/webhook/waha", body), tenant))
                    .isEqualTo("new_session_locked");
        }
    }

    @Test
    void a_message_that_comes_again_after_its_user_moved_on_is_stored_once_and_moves_nobody() throws Exception {
        var one = world.tenant("e1");
        var two = world.tenant("e2");
        String phone = GatewayWorld.phone();
        byte[] link = world.wrote(phone + "@c.us", "start_realty_e1");
        byte[] hello = world.wrote(phone + "@c.us", "hello");

        assertThat(action(world.said(link), one)).isEqualTo("new_session_locked");
        assertThat(action(world.said(link), one)).isEqualTo("new_session_locked");
        assertThat(action(world.said(hello), one)).isEqualTo("existing_session");
        world.says(phone, "start_realty_e2");
        world.said(link);
        world.said(hello);

        assertThat(action(world.says(phone, "where am I"), two)).isEqualTo("existing_session");
        assertThat(world.stored(one.id, "ACCEPTED")).isEqualTo(2);
        assertThat(world.stored(two.id, "ACCEPTED")).isEqualTo(2);
    }

    @Test
    void what_is_no_message_is_kept_for_the_number_s_own_tenant() throws Exception {
        String body = "{\"id\":\"evt_1\",\"event\":\"session.status\",\"session\":\"" + world.session
                + "\",\"payload\":{\"name\":\"default\",\"status\":\"WORKING\"}}";
        long before = world.stored(world.host.id, "ACCEPTED");

        JsonNode answer = world.said(body.getBytes(StandardCharsets.UTF_8));

        assertThat(answer.toString()).isEqualTo("{\"status\":\"ignored\",\"reason\":\"no_message\"}");
        assertThat(world.stored(world.host.id, "ACCEPTED")).isEqualTo(before + 1);
    }

    @Test
    void a_suspended_tenant_s_users_stay_and_a_deleted_tenant_s_are_nobody_s() throws Exception {
        var tenant = world.tenant("f1");
        String phone = GatewayWorld.phone();
        world.says(phone, "start_realty_f1");

        tenant.state(TenantState.SUSPENDED).publish(world.service);
        assertThat(action(world.says(phone, "still here"), tenant)).isEqualTo("existing_session");
        tenant.state(TenantState.DELETING).publish(world.service);

        await().atMost(IngressUnderTest.SOON)
                .until(() ->
                        world.says(phone, "anybody").path("status").asText().equals("ignored"));
        assertThat(world.says(phone, "start_realty_f1").path("reason").asText()).isEqualTo("no_tenant_lock");
    }

    @Test
    void a_code_that_cannot_be_looked_up_is_tried_again_later_and_routes_nobody() throws Exception {
        try (var other = new GatewayWorld()) {
            var tenant = other.tenant("g1");
            String phone = GatewayWorld.phone();
            other.says(phone, "hello");
            byte[] link = other.wrote(phone + "@c.us", "start_realty_g1");
            other.names.away(true);

            var answer = other.post("/webhook/gateway/" + other.gatewayId, link, other.sign(link));
            other.names.away(false);

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(action(other.said(link), tenant)).isEqualTo("new_session_locked");
        }
    }

    @Test
    void three_megabytes_and_control_characters_are_routed_like_any_text() throws Exception {
        var tenant = world.tenant("h1");
        String phone = GatewayWorld.phone();
        world.says(phone, "start_realty_h1");

        assertThat(action(world.says(phone, "start_realty_h1" + "\u0001\u202e😀".repeat(300_000)), tenant))
                .isEqualTo("existing_session");
    }

    @Test
    void health_counts_users_and_tenants() throws Exception {
        world.tenant("i1");
        world.says(GatewayWorld.phone(), "start_realty_i1");

        await().atMost(IngressUnderTest.SOON).untilAsserted(() -> {
            JsonNode health = new JsonMapper().readTree(world.get("/health").body());
            assertThat(health.path("status").asText()).isEqualTo("healthy");
            assertThat(health.path("total_locked_users").asLong()).isPositive();
            assertThat(health.path("unique_tenants").asLong()).isPositive();
        });
    }

    private static String action(JsonNode answer, GatewayTenant tenant) {
        assertThat(answer.path("status").asText()).as(answer.toString()).isEqualTo("routed");
        assertThat(answer.path("tenant_id").asText()).isEqualTo(tenant.id);
        return answer.path("action").asText();
    }
}
