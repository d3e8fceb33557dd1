package dev.waypost.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.lanes.WorkItem.Urgency;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Which of a tenant's rows goes first.
class UrgencyTest {
    private final Backlog<String> backlog =
            new Backlog<>(LaneSettings.defaults().withInFlight(1, 1), Turns.unbounded());
    private long ids;

    @BeforeEach
    void hold() {
        backlog.hold(Map.of(0, 1L));
    }

    @Test
    void a_tenants_urgent_rows_go_before_its_others_and_its_low_ones_behind() {
        add("campaign", "t", Urgency.LOW);
        add("usual", "t", Urgency.NORMAL);
        add("password", "t", Urgency.HIGH);
        add("usual too", "t", Urgency.NORMAL);

        assertThat(all()).containsExactly("password", "usual", "usual too", "campaign");
    }

    @Test
    void an_urgent_row_draws_its_conversation_forward_and_stays_behind_what_was_there() {
        add("first", "t", Urgency.LOW);
        add("second", "t", Urgency.LOW);
        add("second", "t", Urgency.HIGH);

        assertThat(all()).containsExactly("second", "second", "first");
    }

    @Test
    void once_its_urgent_row_is_done_a_conversation_is_as_others_are() {
        add("first", "t", Urgency.HIGH);
        add("first", "t", Urgency.LOW);
        add("second", "t", Urgency.NORMAL);

        assertThat(all()).containsExactly("first", "second", "first");
    }

    @Test
    void urgency_takes_no_turn_from_another_tenant() {
        add("a1", "a", Urgency.LOW);
        add("b1", "b", Urgency.HIGH);
        add("b2", "b", Urgency.HIGH);
        add("a2", "a", Urgency.LOW);

        assertThat(all()).containsExactly("a1", "b1", "a2", "b2");
    }

    private void add(String conversation, String tenant, Urgency urgency) {
        var item = new WorkItem<>(++ids, 0, conversation, tenant, 0, conversation, urgency);
        backlog.absorb(backlog.look(""), List.of(item));
    }

    /// Runs everything, one after the other.
    private List<String> all() {
        List<String> order = new ArrayList<>();
        for (Optional<Backlog.Start<String>> next = backlog.next(); next.isPresent(); next = backlog.next()) {
            order.add(next.get().item().payload());
            backlog.handled(next.get().item());
            backlog.finished(next.get().item());
        }
        return order;
    }
}
