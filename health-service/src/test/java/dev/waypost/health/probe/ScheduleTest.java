package dev.waypost.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ScheduleTest {
    private final Schedule schedule = new Schedule();

    @Test
    void a_group_that_is_taken_is_not_taken_again_until_it_is_given_back() {
        schedule.put(target("a", "g", 1), 10);

        assertThat(schedule.takeDue(9, 10)).isEmpty();
        assertThat(schedule.takeDue(10, 10)).hasSize(1);
        assertThat(schedule.takeDue(99, 10)).isEmpty();
        schedule.giveBack("g", List.of(), List.of(), 20);
        assertThat(schedule.takeDue(19, 10)).isEmpty();
        assertThat(schedule.takeDue(20, 10)).hasSize(1);
    }

    @Test
    void news_of_a_member_make_the_whole_group_due_once() {
        schedule.put(target("a", "g", 1), 100);
        schedule.put(target("b", "g", 1), 50);

        List<Schedule.Due> due = schedule.takeDue(50, 10);

        assertThat(due).hasSize(1);
        assertThat(due.getFirst().members()).hasSize(2);
        schedule.put(target("a", "g", 1), 60);
        schedule.giveBack("g", List.of(), List.of(), 200);
        assertThat(schedule.takeDue(59, 10)).isEmpty();
        assertThat(schedule.takeDue(60, 10)).hasSize(1);
        schedule.giveBack("g", List.of(), List.of(), 200);
        assertThat(schedule.takeDue(199, 10)).isEmpty();
    }

    @Test
    void who_changed_its_group_is_looked_at_there_alone() {
        schedule.put(target("a", "g", 1), 10);
        schedule.put(target("b", "g", 1), 10);
        schedule.put(target("a", "h", 1), 10);

        assertThat(schedule.takeDue(10, 10))
                .extracting(due -> due.group() + due.members().size())
                .containsExactlyInAnyOrder("g1", "h1");
    }

    @Test
    void lanes_that_are_lost_are_forgotten_even_while_they_are_looked_at() {
        schedule.put(target("a", "g", 1), 10);
        schedule.put(target("b", "h", 2), 10);
        schedule.takeDue(10, 1);

        schedule.keep(lane -> lane == 2);
        schedule.giveBack("g", List.of(), List.of(), 20);

        assertThat(schedule.size()).isEqualTo(1);
        assertThat(schedule.takeDue(99, 10)).extracting(Schedule.Due::group).containsOnly("h");
    }

    static LongStream seeds() {
        return LongStream.range(0, 50);
    }

    /// Nothing is lost, and nothing is out twice, whatever happens in which order.
    @ParameterizedTest
    @MethodSource("seeds")
    void every_target_comes_up_again(long seed) {
        Random random = new Random(seed);
        Set<String> out = new HashSet<>();
        List<Schedule.Due> taken = new ArrayList<>();
        long now = 0;
        for (int step = 0; step < 500; step++) {
            now += random.nextInt(5);
            switch (random.nextInt(3)) {
                case 0 -> {
                    int id = random.nextInt(20);
                    schedule.put(target("t" + id, "g" + random.nextInt(6), 1), now + random.nextInt(10));
                }
                case 1 -> {
                    for (Schedule.Due due : schedule.takeDue(now, 2)) {
                        assertThat(out.add(due.group())).isTrue();
                        taken.add(due);
                    }
                }
                default -> {
                    if (!taken.isEmpty()) {
                        Schedule.Due due = taken.remove(random.nextInt(taken.size()));
                        out.remove(due.group());
                        schedule.giveBack(due.group(), due.members(), List.of(), now + random.nextInt(10));
                    }
                }
            }
        }
        for (Schedule.Due due : taken) {
            schedule.giveBack(due.group(), due.members(), List.of(), now);
        }
        long members = schedule.takeDue(now + 1000, 1000).stream()
                .mapToLong(due -> due.members().size())
                .sum();
        assertThat(members).isEqualTo(schedule.size());
    }

    private static Target target(String endpointId, String group, int lane) {
        return new Target(EndpointHealth.unknown("tenant", endpointId), Duration.ofSeconds(30), group, lane, 0, null);
    }
}
