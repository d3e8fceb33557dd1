package dev.waypost.simulator.backend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.simulator.World;
import dev.waypost.simulator.http.HttpRequest.Header;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BackendTest {

    @Test
    void it_records_headers_and_body_byte_for_byte() throws Exception {
        byte[] body = new byte[256];
        for (int i = 0; i < body.length; i++) {
            body[i] = (byte) i;
        }
        try (World world = World.start()) {
            World.Answer answer = world.send(HttpRequest.newBuilder(world.url("/backend/orders/v1?a=%20b"))
                    .header("X-Tenant-ID", "tenant-1")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build());
            world.call("POST", "/backend/orders", "{\"ü\":1}", Map.of());
            world.call("POST", "/backend/other", "x", Map.of());
            JsonNode got = world.control("GET", "backends/orders", "").json();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(got.path("total").asInt()).isEqualTo(2);
            JsonNode first = got.at("/requests/0");
            assertThat(first.at("/headers/X-Tenant-ID").asText()).isEqualTo("tenant-1");
            assertThat(first.path("path").asText()).isEqualTo("/backend/orders/v1");
            assertThat(first.path("query").asText()).isEqualTo("a=%20b");
            assertThat(Base64.getDecoder().decode(first.path("bodyBase64").asText()))
                    .isEqualTo(body);
            assertThat(first.path("body").isNull()).isTrue();
            assertThat(got.at("/requests/1/body").asText()).isEqualTo("{\"ü\":1}");
            assertThat(Instant.parse(got.at("/requests/1/time").asText())).isBeforeOrEqualTo(Instant.now());
            assertThat(world.control("GET", "backends/orders?after=1", "")
                            .json()
                            .path("requests"))
                    .hasSize(1);
            assertThat(world.control("GET", "backends", "").json().path("backends"))
                    .hasSize(2);
        }
    }

    @Test
    void it_can_be_told_to_fail_and_records_what_it_refused() throws Exception {
        try (World world = World.start()) {
            world.faults("{\"match\":{\"backend\":\"orders\"},\"status\":503,\"times\":1}");

            assertThat(world.call("POST", "/backend/other", "x", Map.of()).status())
                    .isEqualTo(200);
            assertThat(world.call("POST", "/backend/orders", "x", Map.of()).status())
                    .isEqualTo(503);
            assertThat(world.call("POST", "/backend/orders", "x", Map.of()).status())
                    .isEqualTo(200);
            JsonNode got = world.control("GET", "backends/orders", "").json();
            assertThat(got.at("/requests/0/outcome").asText()).isEqualTo("503");
            assertThat(got.at("/requests/1/outcome").asText()).isEqualTo("200");
        }
    }

    @Test
    void an_unknown_backend_got_nothing_and_only_post_is_taken() throws Exception {
        try (World world = World.start()) {
            assertThat(world.control("GET", "backends/nobody", "")
                            .json()
                            .path("total")
                            .asInt())
                    .isZero();
            World.Answer get = world.call("GET", "/backend/orders", "", Map.of());
            assertThat(get.status()).isEqualTo(405);
            assertThat(get.header("Allow")).isEqualTo("POST");
            assertThat(world.call("POST", "/backend/", "", Map.of()).status()).isEqualTo(404);
        }
    }

    @Test
    void memory_is_bounded_over_all_backends() {
        Backends backends = new Backends(InstantSource.system());
        byte[] megabyte = new byte[1024 * 1024];
        for (int i = 0; i < 100; i++) {
            backends.record(
                    "b" + i % 2,
                    new dev.waypost.simulator.http.HttpRequest(
                            "POST", "/", "", List.of(new Header("A", "b")), megabyte),
                    "200");
        }
        JsonNode shown = backends.show("b1", 0, 1);

        assertThat(shown.path("total").asInt()).isEqualTo(50);
        assertThat(shown.path("forgotten").asInt()).isBetween(18, 19);
        assertThat(shown.at("/requests/0/number").asInt())
                .isEqualTo(shown.path("forgotten").asInt() + 1);
    }
}
