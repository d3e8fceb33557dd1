package dev.waypost.simulator.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.simulator.World;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class NodeTest {
    private World world;

    @BeforeEach
    void start() throws Exception {
        world = World.start();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void a_number_tells_the_fields_that_were_asked_for() throws Exception {
        World.Answer answer =
                world.meta("GET", world.phoneNumberId + "?fields=status,quality_rating,throughput,health_status", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("id").asText()).isEqualTo(world.phoneNumberId);
        assertThat(answer.json().path("status").asText()).isEqualTo("CONNECTED");
        assertThat(answer.json().path("quality_rating").asText()).isEqualTo("GREEN");
        assertThat(answer.json().at("/throughput/level").asText()).isEqualTo("STANDARD");
        assertThat(answer.json().at("/health_status/can_send_message").asText()).isEqualTo("AVAILABLE");
        assertThat(answer.json().at("/health_status/entities/0/entity_type").asText())
                .isEqualTo("PHONE_NUMBER");
        assertThat(answer.json().has("verified_name")).isFalse();
    }

    @Test
    void a_number_can_be_registered_as_unwell() throws Exception {
        world.register(",\"status\":\"FLAGGED\",\"qualityRating\":\"RED\",\"canSendMessage\":\"BLOCKED\"");
        World.Answer answer =
                world.meta("GET", world.phoneNumberId + "?fields=status,quality_rating,health_status", "");

        assertThat(answer.json().path("status").asText()).isEqualTo("FLAGGED");
        assertThat(answer.json().path("quality_rating").asText()).isEqualTo("RED");
        assertThat(answer.json().at("/health_status/can_send_message").asText()).isEqualTo("BLOCKED");
    }

    @Test
    void an_unknown_field_and_a_wrong_token_are_refused_as_meta_does() throws Exception {
        World.Answer field = world.meta("GET", world.phoneNumberId + "?fields=mood", "");
        World.Answer token = world.call(
                "GET", "/meta/v23.0/" + world.phoneNumberId + "?fields=id", "", Map.of("Authorization", "Bearer no"));
        World.Answer path = world.call("GET", "/meta/latest/1", "", Map.of("Authorization", "Bearer no"));

        assertThat(field.code()).isEqualTo(100);
        assertThat(field.json().at("/error/message").asText()).contains("nonexisting field (mood)");
        assertThat(token.status()).isEqualTo(401);
        assertThat(token.code()).isEqualTo(190);
        assertThat(path.code()).isEqualTo(2500);
    }

    @Test
    void a_business_account_names_its_subscribed_app() throws Exception {
        World.Answer answer = world.meta("GET", world.wabaId + "/subscribed_apps", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/data/0/whatsapp_business_api_data/id").asText())
                .isNotEmpty();
        assertThat(world.meta("POST", world.wabaId + "/subscribed_apps", "").body())
                .isEqualTo("{\"success\":true}");
        assertThat(world.meta("GET", "1/subscribed_apps", "").code()).isEqualTo(100);
    }

    @Test
    void a_file_can_be_uploaded_found_fetched_and_removed() throws Exception {
        String body = "--b1\r\nContent-Disposition: form-data; name=\"messaging_product\"\r\n\r\nwhatsapp\r\n"
                + "--b1\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\n"
                + "one\r\ntwo\r\n--b1--\r\n";
        World.Answer uploaded =
                world.send(HttpRequest.newBuilder(world.url("/meta/v23.0/" + world.phoneNumberId + "/media"))
                        .header("Authorization", "Bearer " + World.TOKEN)
                        .header("Content-Type", "multipart/form-data; boundary=b1")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
        String id = uploaded.json().path("id").asText();
        World.Answer node = world.meta("GET", id, "");
        World.Answer file = world.send(
                HttpRequest.newBuilder(URI.create(node.json().path("url").asText()))
                        .header("Authorization", "Bearer " + World.TOKEN)
                        .build());

        assertThat(file.body()).isEqualTo("one\r\ntwo");
        assertThat(file.header("Content-Type")).isEqualTo("text/plain");
        assertThat(node.json().path("file_size").asInt()).isEqualTo(8);
        assertThat(Base64.getDecoder().decode(node.json().path("sha256").asText()))
                .hasSize(32);
        assertThat(world.meta("DELETE", id, "").body()).isEqualTo("{\"success\":true}");
        assertThat(world.meta("GET", id, "").code()).isEqualTo(100);
        assertThat(world.meta("POST", world.phoneNumberId + "/media", "x").code())
                .isEqualTo(100);
    }
}
