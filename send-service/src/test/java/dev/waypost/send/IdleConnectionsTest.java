package dev.waypost.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.testkit.Fixtures;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A provider that closes idle connections, as every server does sooner or later.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdleConnectionsTest {
    private SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of("waypost.http.keep-alive", "1s"));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void no_message_is_left_open_because_the_provider_closed_a_connection_that_was_idle() {
        scene.faults("{\"match\":{\"path\":\"/meta/*/messages\"},\"idleCloseMs\":3000}");
        List<String> sent = new ArrayList<>();
        for (int gap : List.of(0, 500, 4000, 1500, 4000)) {
            await().pollDelay(Duration.ofMillis(gap))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> true);
            List<String> round = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                round.add(scene.send(scene.text(Fixtures.phone(), "idle")).getMessageId());
            }
            round.forEach(id -> scene.awaitState(id, MessageState.MESSAGE_STATE_SENT));
            sent.addAll(round);
        }

        assertThat(sent)
                .allSatisfy(id -> assertThat(scene.get(id).getAttemptsCount()).isEqualTo(1));
        assertThat(scene.ledger().split("\"timesSeen\":1", -1)).hasSize(sent.size() + 1);
    }
}
