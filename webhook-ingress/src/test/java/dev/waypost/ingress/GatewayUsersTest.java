package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.configclient.TenantState;
import dev.waypost.platform.db.TenantRows;
import dev.waypost.testkit.Fixtures;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A gateway on a number of Meta's, whose users have numbers, ids instead of numbers, or both.
final class GatewayUsersTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static GatewayWorld world;
    private static String number;

    @BeforeAll
    static void start() {
        world = new GatewayWorld();
        number = Fixtures.phoneNumberId();
        world.host
                .endpoint(world.service, "META_CLOUD", "", number, world.secret)
                .publish(world.service);
    }

    @AfterAll
    static void stop() {
        world.close();
    }

    @Test
    void a_lock_outlives_a_new_number_and_a_new_id() throws Exception {
        var tenant = world.tenant("a");
        String phone = GatewayWorld.phone();
        String bsuid = "AE." + Fixtures.digits(18);

        assertThat(says(phone, bsuid, "start_realty_a").path("action").asText()).isEqualTo("new_session_locked");
        // The number is hidden; another number under the same id; that number under another id; the id alone.
        String newPhone = GatewayWorld.phone();
        String newBsuid = "AE." + Fixtures.digits(18);
        for (String[] user : new String[][] {
            {null, bsuid}, {newPhone, bsuid}, {newPhone, newBsuid}, {null, newBsuid}, {phone, null}, {newPhone, null}
        }) {
            JsonNode answer = says(user[0], user[1], "hello");
            assertThat(answer.path("action").asText()).as(answer.toString()).isEqualTo("existing_session");
            assertThat(answer.path("tenant_id").asText()).isEqualTo(tenant.id);
        }
        assertThat(world.count(
                        "SELECT count(DISTINCT lock_id) AS n FROM user_lock_name WHERE name = ANY(string_to_array(?, ','))",
                        String.join(",", phone, newPhone, bsuid, newBsuid)))
                .isEqualTo(1);
    }

    @Test
    void two_locks_that_turn_out_to_be_one_user_s_become_the_newer() throws Exception {
        world.tenant("b1");
        var newer = world.tenant("b2");
        String phone = GatewayWorld.phone();
        String bsuid = "AE." + Fixtures.digits(18);
        says(phone, null, "start_realty_b1");
        says(null, bsuid, "start_realty_b2");

        assertThat(says(phone, bsuid, "it is me").path("tenant_id").asText()).isEqualTo(newer.id);
        assertThat(says(phone, null, "still me").path("tenant_id").asText()).isEqualTo(newer.id);
    }

    @Test
    void of_a_body_with_users_of_several_tenants_each_tenant_sees_its_own() throws Exception {
        var one = world.tenant("c1");
        var two = world.tenant("c2");
        String first = GatewayWorld.phone();
        String second = GatewayWorld.phone();
        says(first, null, "start_realty_c1");
        says(second, null, "start_realty_c2");

        post(envelope(message(first, null, "secret of one") + "," + message(second, null, "secret of two")));

        await().atMost(IngressUnderTest.SOON)
                .until(() -> bodies(one).size() == 2 && bodies(two).size() == 2);
        assertThat(bodies(one).getLast()).contains("secret of one", first).doesNotContain("of two", second);
        assertThat(bodies(two).getLast()).contains("secret of two", second).doesNotContain("of one", first);
    }

    @Test
    void a_number_that_is_not_the_gateway_s_makes_no_lock() throws Exception {
        world.tenant("d");
        String phone = GatewayWorld.phone();
        long before = world.count("SELECT count(*) AS n FROM quarantined WHERE tenant_id = ?", world.host.id);

        String body = envelope(message(phone, null, "start_realty_d")).replace(number, Fixtures.phoneNumberId());
        JsonNode answer = post(body);

        assertThat(answer.path("status").asText()).isEqualTo("ignored");
        assertThat(world.count("SELECT count(*) AS n FROM quarantined WHERE tenant_id = ?", world.host.id))
                .isEqualTo(before + 1);
        assertThat(says(phone, null, "hello").path("reason").asText()).isEqualTo("no_tenant_lock");
    }

    @Test
    void the_endpoint_s_own_path_routes_as_well() throws Exception {
        var tenant = world.tenant("e");
        String phone = GatewayWorld.phone();
        says(phone, null, "start_realty_e");
        String body = envelope(message(phone, null, "by another door"));

        assertThat(send("/api/whatsapp/webhook/" + world.host.id + "/main", body))
                .isEmpty();

        await().atMost(IngressUnderTest.SOON)
                .untilAsserted(() -> assertThat(bodies(tenant)).anyMatch(got -> got.contains("by another door")));
    }

    @Test
    void a_purge_erases_the_locks_of_the_tenant_and_no_other() throws Exception {
        var gone = world.tenant("f1");
        var stays = world.tenant("f2");
        String phone = GatewayWorld.phone();
        String other = GatewayWorld.phone();
        says(phone, null, "start_realty_f1");
        says(other, null, "start_realty_f2");
        gone.state(TenantState.DELETING).publish(world.service);

        assertThat(world.service.bean(TenantRows.class).erase(gone.id, 1000).done())
                .isTrue();

        assertThat(world.count("SELECT count(*) AS n FROM user_lock WHERE tenant_id = ?", gone.id))
                .isZero();
        assertThat(world.count("SELECT count(*) AS n FROM user_lock_name WHERE name = ?", phone))
                .isZero();
        assertThat(says(other, null, "hello").path("tenant_id").asText()).isEqualTo(stays.id);
    }

    private static List<String> bodies(GatewayTenant tenant) {
        return world.project.got().stream()
                .filter(got -> tenant.id.equals(got.headers().get("x-tenant-id")))
                .map(got -> new String(got.body(), StandardCharsets.UTF_8))
                .toList();
    }

    private static JsonNode says(@Nullable String phone, @Nullable String bsuid, String text) throws Exception {
        return post(envelope(message(phone, bsuid, text)));
    }

    private static String message(@Nullable String phone, @Nullable String bsuid, String text) {
        var message = JSON.createObjectNode()
                .put("id", "wamid." + Fixtures.digits(20))
                .put("timestamp", "1790000000")
                .put("type", "text");
        if (phone != null) {
            message.put("from", phone);
        }
        if (bsuid != null) {
            message.put("from_user_id", bsuid);
        }
        message.putObject("text").put("body", text);
        return message.toString();
    }

    private static String envelope(String messages) {
        return "{\"object\":\"whatsapp_business_account\",\"entry\":[{\"id\":\"w1\",\"changes\":[{\"field\":\"messages\","
                + "\"value\":{\"messaging_product\":\"whatsapp\",\"metadata\":{\"phone_number_id\":\"" + number
                + "\"},\"messages\":[" + messages + "]}}]}]}";
    }

    private static JsonNode post(String body) throws Exception {
        return JSON.readTree(send("/webhook/gateway/" + world.gatewayId, body));
    }

    private static String send(String path, String body) throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:"
                                    + world.service.bean(Ingress.class).publicPort() + path))
                            .header("Content-Type", "application/json")
                            .header("X-Hub-Signature-256", TestTenant.sign(bytes, world.secret))
                            .POST(HttpRequest.BodyPublishers.ofByteArray(bytes))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            return answer.body();
        }
    }
}
