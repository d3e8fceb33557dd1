package dev.waypost.simulator.meta;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.simulator.WebhookSink;
import dev.waypost.simulator.World;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class WebhookSenderTest {
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
    void what_is_not_answered_with_exactly_200_is_repeated_byte_for_byte() throws Exception {
        world.register(",\"statuses\":[\"sent\"]");
        world.sink.answer(503, 202, 500);
        world.text("4915112345678", "hello", "");
        await().until(() -> delivered() == 1);

        assertThat(world.sink.got()).hasSize(4);
        assertThat(world.sink.got().stream().map(WebhookSink.Got::body).distinct())
                .hasSize(1);
        assertThat(world.sink.got().stream().map(WebhookSink.Got::signature).distinct())
                .hasSize(1);
    }

    @Test
    void a_failing_status_does_not_hold_up_the_next_ones() throws Exception {
        world.register(",\"statuses\":[\"sent\",\"delivered\"]");
        world.sink.answer(500);
        world.text("4915112345678", "hello", "");
        await().until(() -> delivered() == 2);

        assertThat(world.sink.statuses()).containsExactlyInAnyOrder("sent", "sent", "delivered");
    }

    @Test
    void a_receiver_that_is_down_gets_everything_once_it_is_registered_anew() throws Exception {
        try (WebhookSink gone = WebhookSink.start()) {
            String url = gone.url();
            gone.close();
            world.control("POST", "accounts", """
                    {"provider":"META","phoneNumberId":"%s","wabaId":"1","accessToken":"%s","appSecret":"x","webhookUrl":"%s"}""".formatted(world.phoneNumberId, World.TOKEN, url));
        }
        world.text("4915112345678", "hello", "");
        await().until(() -> webhooks().path("attempts").asInt() > 3);
        world.register("");
        await().until(() -> delivered() == 3);

        assertThat(world.sink.statuses()).containsExactlyInAnyOrder("sent", "delivered", "read");
    }

    @Test
    void forgetting_the_state_stops_what_is_still_to_be_sent() throws Exception {
        world.sink.answerAll(500);
        world.text("4915112345678", "hello", "");
        await().until(() -> world.sink.got().size() >= 3);
        world.control("DELETE", "state", "");
        world.sink.answerAll(200);
        await().until(() -> webhooks().path("pending").asInt() == 0);

        assertThat(delivered()).isZero();
        assertThat(webhooks().path("attempts").asInt()).isZero();
    }

    @Test
    void a_users_message_arrives_with_slashes_and_foreign_letters_escaped() throws Exception {
        World.Answer answer = world.control("POST", "inbound", """
                {"provider":"META","phoneNumberId":"%s","from":"+4915112345678","text":"Grüße ☕ a/b","name":"Zoë",
                 "replyTo":"wamid.before"}""".formatted(world.phoneNumberId));
        await().until(() -> world.sink.got().size() == 1);

        assertThat(answer.status()).isEqualTo(202);
        WebhookSink.Got got = world.sink.got().getFirst();
        assertThat(got.body())
                .contains("Gr\\u00fc\\u00dfe \\u2615 a\\/b")
                .contains("Zo\\u00eb")
                .isASCII();
        JsonNode message = got.value().at("/messages/0");
        assertThat(message.path("id").asText())
                .isEqualTo(answer.json().path("id").asText());
        assertThat(message.path("from").asText()).isEqualTo("4915112345678");
        assertThat(message.path("type").asText()).isEqualTo("text");
        assertThat(message.at("/text/body").asText()).isEqualTo("Grüße ☕ a/b");
        assertThat(message.at("/context/id").asText()).isEqualTo("wamid.before");
        assertThat(got.value().at("/contacts/0/profile/name").asText()).isEqualTo("Zoë");
        assertThat(got.value().at("/contacts/0/wa_id").asText()).isEqualTo("4915112345678");
    }

    @Test
    void a_user_may_write_anything_in_metas_own_words_and_more_than_once() throws Exception {
        world.control("POST", "inbound", """
                {"provider":"META","phoneNumberId":"%s","userId":"US.1349120865","copies":2,
                 "message":{"type":"image","image":{"id":"1","mime_type":"image/jpeg"}}}""".formatted(world.phoneNumberId));
        await().until(() -> world.sink.got().size() == 2);

        assertThat(world.sink.got().stream().map(WebhookSink.Got::body).distinct())
                .hasSize(1);
        JsonNode message = world.sink.got().getFirst().value().at("/messages/0");
        assertThat(message.path("from_user_id").asText()).isEqualTo("US.1349120865");
        assertThat(message.has("from")).isFalse();
        assertThat(message.at("/image/id").asText()).isEqualTo("1");
    }

    private JsonNode webhooks() throws Exception {
        return world.control("GET", "webhooks", "").json();
    }

    private int delivered() throws Exception {
        return webhooks().path("delivered").asInt();
    }
}
