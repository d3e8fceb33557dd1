package dev.waypost.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.waypost.simulator.World;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FaultTest {
    private static final String TO = "4915112345678";

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
    void a_provider_code_strikes_as_often_as_told_and_only_where_it_matches() throws Exception {
        world.faults("""
                {"match":{"to":"+4915112345678"},"code":131056,"details":"too fast","retryAfterSeconds":6,"times":2}""");

        World.Answer struck = world.text(TO, "x", "");
        assertThat(struck.status()).isEqualTo(400);
        assertThat(struck.code()).isEqualTo(131056);
        assertThat(struck.json().at("/error/error_data/details").asText()).isEqualTo("too fast");
        assertThat(struck.header("Retry-After")).isEqualTo("6");
        assertThat(world.text("4915100000000", "x", "").status()).isEqualTo(200);
        assertThat(world.text(TO, "x", "").status()).isEqualTo(400);
        assertThat(world.text(TO, "x", "").status()).isEqualTo(200);
        assertThat(world.control("GET", "faults", "")
                        .json()
                        .at("/rules/0/struck")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void a_status_can_stand_alone_or_over_a_code() throws Exception {
        world.faults("""
                {"match":{"path":"/meta/*/messages","phoneNumberId":"%s"},"status":503,"times":1},
                {"match":{"method":"POST"},"status":429,"code":130429}""".formatted(world.phoneNumberId));

        assertThat(world.text(TO, "x", "").status()).isEqualTo(503);
        World.Answer coded = world.text(TO, "x", "");
        assertThat(coded.status()).isEqualTo(429);
        assertThat(coded.code()).isEqualTo(130429);
        assertThat(world.meta("GET", world.phoneNumberId, "").status()).isEqualTo(200);
    }

    @Test
    void an_edge_in_trouble_answers_html() throws Exception {
        world.faults("{\"html502\":true}");
        World.Answer answer = world.text(TO, "x", "");

        assertThat(answer.status()).isEqualTo(502);
        assertThat(answer.header("Content-Type")).startsWith("text/html");
        assertThat(answer.body()).contains("502 Bad Gateway");
    }

    @Test
    void a_reset_leaves_no_answer_and_nothing_accepted() throws Exception {
        world.faults("{\"reset\":true}");

        assertThatThrownBy(() -> world.text(TO, "x", "")).isInstanceOf(IOException.class);
        assertThat(accepted()).isZero();
    }

    @Test
    void a_hang_answers_never() throws Exception {
        world.faults("{\"hang\":true}");
        HttpRequest request = HttpRequest.newBuilder(world.url("/meta/v23.0/" + world.phoneNumberId))
                .timeout(Duration.ofMillis(300))
                .build();

        assertThatThrownBy(() -> world.send(request)).isInstanceOf(HttpTimeoutException.class);
    }

    @Test
    void the_answer_can_be_lost_after_the_message_was_accepted() throws Exception {
        world.faults("{\"reset\":true,\"afterAccept\":true}");

        assertThatThrownBy(() -> world.text(TO, "x", "")).isInstanceOf(IOException.class);
        assertThat(accepted()).isEqualTo(1);
        await().until(() -> world.sink.statuses().equals(List.of("sent", "delivered", "read")));
    }

    @Test
    void latency_delays_the_real_answer() throws Exception {
        world.faults("{\"latencyMs\":250}");
        long start = System.nanoTime();

        assertThat(world.text(TO, "x", "").status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(240));
    }

    @Test
    void statuses_can_be_doubled_turned_round_and_dropped() throws Exception {
        world.faults("{\"duplicateStatuses\":true,\"reorderStatuses\":true,\"dropStatuses\":[\"delivered\"]}");
        world.text(TO, "x", "");
        await().until(() -> world.sink.got().size() == 4);

        assertThat(world.sink.statuses()).containsExactly("read", "read", "sent", "sent");
    }

    @Test
    void statuses_can_come_late() throws Exception {
        world.faults("{\"statusDelayMs\":400}");
        long start = System.nanoTime();
        world.text(TO, "x", "");
        await().until(() -> !world.sink.got().isEmpty());

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(390));
    }

    @Test
    void all_statuses_can_be_dropped() throws Exception {
        world.faults("{\"match\":{\"to\":\"" + TO + "\"},\"dropStatuses\":true}");
        world.text(TO, "x", "");
        world.text("4915100000000", "x", "");
        await().until(() -> world.sink.got().size() == 3);

        assertThat(world.sink.got())
                .allSatisfy(
                        got -> assertThat(got.body()).contains("4915100000000").doesNotContain(TO));
    }

    @Test
    void an_accepted_message_can_fail_by_webhook() throws Exception {
        world.faults("{\"failCode\":131047,\"statusDelayMs\":1}");
        assertThat(world.text(TO, "x", "").status()).isEqualTo(200);
        await().until(() -> world.sink.got().size() == 1);

        assertThat(world.sink.statuses()).containsExactly("failed");
        var error = world.sink.got().getFirst().value().at("/statuses/0/errors/0");
        assertThat(error.path("code").asInt()).isEqualTo(131047);
        assertThat(error.path("title").asText()).isEqualTo("Re-engagement message");
    }

    private int accepted() throws Exception {
        return world.control("GET", "ledger", "").json().path("total").asInt();
    }
}
