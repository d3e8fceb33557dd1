package dev.waypost.send.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.lanes.Behind;
import dev.waypost.send.SendScene;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What a commit says of the messages that a new one stands behind.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OfferedMessagesTest {
    private SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(Map.of(
                "waypost.send.dispatch.enabled",
                "false",
                "waypost.db.url",
                Backends.freshDatabase(),
                SeenAcceptStore.PROPERTY,
                "true"));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void a_message_stands_behind_all_that_wait_before_it_and_not_behind_others() {
        String to = Fixtures.phone();
        long first = accepted(to).row().id();
        accepted(Fixtures.phone());
        long second = accepted(to).row().id();

        Behind behind = accepted(to).behind();

        assertThat(behind.known()).isTrue();
        assertThat(behind.ids()).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void nobody_counts_a_long_conversation() {
        String to = Fixtures.phone();
        List<Integer> counted = IntStream.rangeClosed(0, Behind.MOST)
                .mapToObj(i -> accepted(to).behind().ids().size())
                .toList();

        assertThat(counted)
                .isEqualTo(IntStream.rangeClosed(0, Behind.MOST).boxed().toList());
        assertThat(accepted(to).behind()).isEqualTo(Behind.UNKNOWN);
    }

    private Acceptance.Stored accepted(String to) {
        String id = scene.send(scene.text(to, "x")).getMessageId();
        return scene.service.bean(SeenAcceptStore.class).stored.stream()
                .filter(stored -> stored.row().messageId().equals(id))
                .findFirst()
                .orElseThrow();
    }
}
