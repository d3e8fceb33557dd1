package dev.waypost.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Moments that random histories meet too seldom.
class BacklogRulesTest {
    private static final int SHARE = 40;
    private static final long HOUR = Duration.ofHours(1).toNanos();
    private final Backlog<String> backlog =
            new Backlog<>(LaneSettings.defaults().withInFlight(2, 2).withBacklog(1_000, SHARE), Turns.unbounded());

    @BeforeEach
    void holdTwoLanes() {
        backlog.hold(Map.of(1, 1L, 2, 1L));
    }

    @Test
    void a_row_waits_for_one_with_a_lower_id_that_was_committed_after_the_last() {
        assertThat(backlog.take(new Offer<>(row(3, "c", 1), Behind.NOTHING))).isTrue();

        assertThat(backlog.take(new Offer<>(row(8, "c", 1), Behind.listed("1 3"))))
                .isFalse();

        Look look = backlog.look("");
        backlog.absorb(look, List.of(row(1, "c", 1), row(8, "c", 1)));
        assertThat(drained()).containsExactly(1L, 3L, 8L);
    }

    @Test
    void who_stands_behind_more_than_a_commit_looks_for_is_not_taken() {
        String many = String.join(
                " ",
                LongStream.rangeClosed(1, Behind.MOST + 1)
                        .mapToObj(Long::toString)
                        .toList());
        for (long id = 1; id <= Behind.MOST + 1; id++) {
            backlog.absorb(backlog.look(""), List.of(row(id, "c", 1)));
        }

        assertThat(backlog.take(new Offer<>(row(50, "c", 1), Behind.listed(many))))
                .isFalse();
        assertThat(backlog.take(new Offer<>(row(50, "c", 1), Behind.row(Behind.MOST + 1))))
                .isTrue();
    }

    @Test
    void what_follows_a_row_whose_lane_changed_hands_is_left_out_in_another_lane_too() {
        Look look = backlog.look("");
        backlog.hold(Map.of(1, 2L, 2, 1L));

        backlog.absorb(look, List.of(row(1, "c", 1), row(2, "c", 2), row(3, "other", 2)));

        assertThat(drained()).containsExactly(3L);
    }

    @Test
    void the_place_of_an_item_is_free_before_its_result_is_written_and_its_conversation_is_not() {
        for (long id = 1; id <= 4; id++) {
            backlog.take(new Offer<>(row(id, "c" + id % 3, 1), Behind.UNKNOWN));
            backlog.absorb(backlog.look(""), List.of(row(id, "c" + id % 3, 1)));
        }
        WorkItem<String> first = next().orElseThrow();
        WorkItem<String> second = next().orElseThrow();
        assertThat(next()).isEmpty();

        backlog.handled(first);
        assertThat(backlog.isWaitedFor(first)).as("4 is behind 1").isTrue();
        assertThat(backlog.isWaitedFor(second)).isFalse();
        assertThat(next()).map(WorkItem::id).contains(3L);
        backlog.handled(second);
        assertThat(next()).as("4 waits for the result of 1").isEmpty();

        backlog.finished(first);
        assertThat(next()).map(WorkItem::id).contains(4L);
    }

    @Test
    void no_more_begins_when_too_many_results_are_not_written() {
        offered(1, SHARE);
        List<WorkItem<String>> unwritten = new ArrayList<>();
        for (Optional<WorkItem<String>> item = next(); item.isPresent(); item = next()) {
            backlog.handled(item.get());
            unwritten.add(item.get());
        }
        assertThat(unwritten).hasSize(2 * 2);
        assertThat(backlog.isWaitedFor(unwritten.getFirst())).isTrue();

        backlog.finished(unwritten.getFirst());
        assertThat(next()).isPresent();
    }

    @Test
    void new_rows_leave_half_of_a_tenants_memory_to_older_ones_of_the_table() {
        offered(100, SHARE);
        assertThat(backlog.size()).isEqualTo(SHARE / 2);
        Look look = backlog.look("");
        assertThat(look.leases().full()).isEmpty();
        assertThat(look.leases().each()).isEqualTo(SHARE / 2);

        backlog.absorb(look, rows(1, SHARE));

        assertThat(backlog.size()).isEqualTo(SHARE);
        assertThat(backlog.look("").leases().full()).containsExactly("t");
        finishOne();
        assertThat(backlog.look("").leases().full()).containsExactly("t");
        assertThat(backlog.owes()).isFalse();
        offered(200, 1);
        assertThat(drained()).doesNotContain(200L);
        assertThat(backlog.takeOwed(SHARE)).containsExactly("t");
    }

    @Test
    void who_got_as_much_as_was_asked_for_is_asked_again_when_half_of_it_is_done() {
        backlog.absorb(backlog.look(""), rows(1, SHARE / 2));
        assertThat(backlog.owes()).isFalse();

        finishOne();

        assertThat(backlog.takeOwed(SHARE)).containsExactly("t");
    }

    @Test
    void a_look_is_owed_to_nobody_whose_room_is_filled_meanwhile() {
        backlog.absorb(backlog.look(""), rows(1, SHARE / 2));
        offered(100, 1);
        assertThat(backlog.owes()).isFalse();
        finishOne();
        assertThat(backlog.owes()).isTrue();
        backlog.absorb(backlog.look(""), rows(200, 2));

        assertThat(backlog.takeOwed(SHARE)).isEmpty();
        assertThat(backlog.owes()).isFalse();
        finishOne();
        assertThat(backlog.takeOwed(SHARE)).containsExactly("t");
    }

    @Test
    void a_look_at_some_leaves_out_their_rows_and_nobody_elses() {
        backlog.absorb(backlog.look(""), List.of(row(1, "c", 1), row(2, "c", 1)));
        backlog.absorb(backlog.look(""), List.of(new WorkItem<>(3, 1, "other", "u", 0, "")));
        assertThat(next()).map(WorkItem::id).contains(1L);

        Leases look = backlog.lookOf(List.of("t", "unknown"), 7).leases();

        assertThat(look.taken()).containsExactlyInAnyOrder(1L, 2L);
        assertThat(look.each()).isEqualTo(7);
    }

    @Test
    void who_gets_as_much_as_there_was_room_for_at_all_is_asked_about_again() {
        Look look = backlog.lookOf(List.of("t"), 2);
        backlog.absorb(look, rows(1, 2));

        finishOne();

        assertThat(backlog.owes()).isTrue();
    }

    @Test
    void who_may_not_begin_for_long_is_left_out_until_it_may() {
        var backlog = new Backlog<String>(LaneSettings.defaults(), (tenantId, running) -> HOUR);
        backlog.hold(Map.of(1, 1L));
        backlog.absorb(backlog.look(""), rows(1, 3));
        assertThat(backlog.next()).isEmpty();

        assertThat(backlog.look("").leases().full()).containsExactly("t");
        assertThat(backlog.owes()).isFalse();
        backlog.wake(System.nanoTime() + HOUR);
        assertThat(backlog.takeOwed(SHARE)).containsExactly("t");
        assertThat(backlog.look("").leases().full()).isEmpty();
    }

    private void finishOne() {
        WorkItem<String> item = next().orElseThrow();
        backlog.handled(item);
        backlog.finished(item);
    }

    private void offered(long first, int count) {
        rows(first, count).forEach(row -> backlog.take(new Offer<>(row, Behind.NOTHING)));
    }

    private static List<WorkItem<String>> rows(long first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(id -> row(id, "c" + id, 1))
                .toList();
    }

    private static WorkItem<String> row(long id, String conversation, int lane) {
        return new WorkItem<>(id, lane, conversation, "t", 0, "");
    }

    private Optional<WorkItem<String>> next() {
        return backlog.next().map(Backlog.Start::item);
    }

    private List<Long> drained() {
        var ids = new ArrayList<Long>();
        for (Optional<WorkItem<String>> item = next(); item.isPresent(); item = next()) {
            ids.add(item.get().id());
            backlog.handled(item.get());
            backlog.finished(item.get());
        }
        return ids;
    }
}
