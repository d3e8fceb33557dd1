package dev.waypost.send.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.lanes.LaneKey;
import dev.waypost.lanes.Leases;
import dev.waypost.proto.send.v1.Message;
import dev.waypost.proto.send.v1.Priority;
import dev.waypost.send.SendScene;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// What is urgent goes first also when it waits in the table, as after a restart or beyond what memory holds.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class UrgentFirstTest {
    private static final Leases ALL = new Leases(
            IntStream.range(0, LaneKey.LANES).boxed().collect(Collectors.toMap(lane -> lane, _ -> 1L)),
            Set.of(),
            Set.of(),
            Integer.MAX_VALUE,
            "");

    private SendScene scene;

    @BeforeAll
    void start() {
        scene = new SendScene(
                Map.of("waypost.send.dispatch.enabled", "false", "waypost.db.url", Backends.freshDatabase()));
    }

    @AfterAll
    void stop() {
        scene.close();
    }

    @Test
    void an_urgent_message_is_read_first_and_never_before_its_own_conversation() {
        String to = Fixtures.phone();
        String earlier = send(to, Priority.PRIORITY_NORMAL).getMessageId();
        send(Fixtures.phone(), Priority.PRIORITY_NORMAL);
        send(to, Priority.PRIORITY_HIGH);
        Message urgent = send(Fixtures.phone(), Priority.PRIORITY_HIGH);

        assertThat(read(1)).containsExactly(urgent.getMessageId());
        assertThat(read(2)).containsExactlyInAnyOrder(urgent.getMessageId(), earlier);
        assertThat(scene.get(urgent.getMessageId()).getNextAttemptTime()).isEqualTo(urgent.getCreateTime());
    }

    private Message send(String to, Priority priority) {
        return scene.send(scene.text(to, "x").setPriority(priority));
    }

    private List<String> read(int limit) {
        return scene.service.bean(DispatchStore.class).read(ALL, limit).stream()
                .map(item -> item.payload().messageId())
                .toList();
    }
}
