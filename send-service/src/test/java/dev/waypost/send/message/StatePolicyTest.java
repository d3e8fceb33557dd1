package dev.waypost.send.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatePolicyTest {

    @Test
    void a_message_moves_up_and_never_down() {
        assertThat(StatePolicy.after(MessageState.SENT, Status.DELIVERED)).isEqualTo(MessageState.DELIVERED);
        assertThat(StatePolicy.after(MessageState.READ, Status.DELIVERED)).isEqualTo(MessageState.READ);
        assertThat(StatePolicy.after(MessageState.DELIVERED, Status.SENT)).isEqualTo(MessageState.DELIVERED);
        assertThat(StatePolicy.after(MessageState.READ, Status.PLAYED)).isEqualTo(MessageState.PLAYED);
        assertThat(StatePolicy.after(MessageState.SENT, Status.OTHER)).isEqualTo(MessageState.SENT);
        assertThat(StatePolicy.after(MessageState.SENT, Status.DELETED)).isEqualTo(MessageState.SENT);
    }

    @Test
    void a_failure_ends_what_was_sent_but_not_what_arrived() {
        assertThat(StatePolicy.after(MessageState.SENT, Status.FAILED)).isEqualTo(MessageState.FAILED);
        assertThat(StatePolicy.after(MessageState.FAILED, Status.SENT)).isEqualTo(MessageState.FAILED);
        assertThat(StatePolicy.after(MessageState.DELIVERED, Status.FAILED)).isEqualTo(MessageState.DELIVERED);
        assertThat(StatePolicy.after(MessageState.FAILED, Status.READ)).isEqualTo(MessageState.READ);
    }

    @Test
    void a_receipt_settles_what_is_unknown() {
        assertThat(StatePolicy.after(MessageState.UNKNOWN, Status.SENT)).isEqualTo(MessageState.SENT);
        assertThat(StatePolicy.after(MessageState.UNKNOWN, Status.FAILED)).isEqualTo(MessageState.FAILED);
        assertThat(StatePolicy.after(MessageState.DISPATCHING, Status.READ)).isEqualTo(MessageState.READ);
    }

    /// Any statuses, in any order, with any repetitions: the rank never falls and the end is the same.
    @Test
    void the_order_of_receipts_does_not_matter() {
        Random random = new Random(42);
        for (int round = 0; round < 5_000; round++) {
            MessageState start = MessageState.values()[random.nextInt(MessageState.values().length)];
            List<Status> statuses = new ArrayList<>();
            for (int i = random.nextInt(8); i >= 0; i--) {
                statuses.add(Status.values()[random.nextInt(Status.values().length)]);
            }

            MessageState inOrder = walk(start, statuses);
            Collections.shuffle(statuses, random);
            statuses.addAll(List.copyOf(statuses));

            assertThat(walk(start, statuses)).as("%s %s", start, statuses).isEqualTo(inOrder);
        }
    }

    private static MessageState walk(MessageState start, List<Status> statuses) {
        MessageState state = start;
        for (Status status : statuses) {
            MessageState next = StatePolicy.after(state, status);
            assertThat(next.rank()).isGreaterThanOrEqualTo(state.rank());
            state = next;
        }
        return state;
    }
}
