package dev.waypost.send.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.redis.Redis;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PaceTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private ServiceUnderTest one;
    private ServiceUnderTest other;

    @BeforeAll
    void start() {
        one = ServiceUnderTest.start("send");
        other = ServiceUnderTest.start("send", Map.of("waypost.redis.url", "redis://127.0.0.1:1"));
    }

    @AfterAll
    void stop() {
        one.close();
        other.close();
    }

    @Test
    void a_bucket_grants_what_it_holds_and_then_says_how_long_to_wait() {
        Bucket bucket = Bucket.of(Fixtures.id("b"), 6, MINUTE, 3);

        List<Turn> turns = take(ask(bucket), ask(bucket), ask(bucket), ask(bucket));

        assertThat(turns.subList(0, 3)).containsOnly(new Turn.Granted(Duration.ZERO));
        assertThat(turns.get(3))
                .isInstanceOfSatisfying(
                        Turn.Refused.class,
                        refused ->
                                assertThat(refused.after()).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(10)));
    }

    @Test
    void who_is_patient_gets_turns_one_after_the_other() {
        Bucket bucket = Bucket.of(Fixtures.id("b"), 6, Duration.ofMinutes(10), 1);
        Ask patient = new Ask(List.of(bucket), Duration.ofSeconds(250));

        List<Turn> turns = take(patient, patient, patient, patient);

        assertThat(seconds(turns.get(1))).isEqualTo(100);
        assertThat(seconds(turns.get(2))).isEqualTo(200);
        assertThat(turns.get(3)).isInstanceOf(Turn.Refused.class);
        assertThat(take(patient).getFirst()).isInstanceOf(Turn.Refused.class);
    }

    @Test
    void a_turn_that_one_limit_refuses_costs_the_others_nothing() {
        Bucket wide = Bucket.of(Fixtures.id("b"), 6, MINUTE, 2);
        Bucket narrow = Bucket.of(Fixtures.id("b"), 6, MINUTE, 1);

        List<Turn> turns = take(ask(wide, narrow), ask(wide, narrow), ask(wide), ask(wide));

        assertThat(turns.get(1)).isInstanceOf(Turn.Refused.class);
        assertThat(turns.get(2)).isEqualTo(new Turn.Granted(Duration.ZERO));
        assertThat(turns.get(3)).isInstanceOf(Turn.Refused.class);
    }

    @Test
    void many_at_once_are_never_granted_more_than_there_is() throws Exception {
        Bucket bucket = Bucket.of(Fixtures.id("b"), 1, Duration.ofHours(1), 50);
        List<Callable<List<Turn>>> calls = Collections.nCopies(
                40, () -> take(Collections.nCopies(5, ask(bucket)).toArray(Ask[]::new)));

        List<Turn> turns = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var future : threads.invokeAll(calls)) {
                turns.addAll(future.get());
            }
        }

        assertThat(turns).filteredOn(turn -> turn instanceof Turn.Granted).hasSize(50);
    }

    @Test
    void a_bucket_fills_by_the_clock_of_redis_and_its_key_goes_when_it_is_full() {
        Bucket bucket = Bucket.of(Fixtures.id("b"), 10, Duration.ofSeconds(1), 1);
        assertThat(take(ask(bucket)).getFirst()).isEqualTo(new Turn.Granted(Duration.ZERO));

        await().atMost(Duration.ofSeconds(30)).until(() -> take(ask(bucket)).getFirst() instanceof Turn.Granted);

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(one.bean(Redis.class).get("whatsapp:pace:" + bucket.key()))
                        .isEmpty());
    }

    @Test
    void a_key_that_somebody_broke_counts_as_full_and_is_mended() {
        Bucket bucket = Bucket.of(Fixtures.id("b"), 6, MINUTE, 1);
        one.bean(Redis.class).set("whatsapp:pace:" + bucket.key(), "nonsense", MINUTE);

        assertThat(take(ask(bucket), ask(bucket))).hasExactlyElementsOfTypes(Turn.Granted.class, Turn.Refused.class);
    }

    @Test
    void without_redis_a_process_grants_itself_a_share_and_never_more() {
        Bucket bucket = Bucket.of(Fixtures.id("b"), 10, Duration.ofSeconds(10), 10);
        Pace pace = other.bean(Pace.class);

        List<Turn> turns = pace.take(Collections.nCopies(8, ask(bucket)));

        assertThat(turns).filteredOn(turn -> turn instanceof Turn.Granted).hasSize(5);
        assertThat(turns.getLast())
                .isInstanceOfSatisfying(
                        Turn.Refused.class,
                        refused -> assertThat(refused.after()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2)));
    }

    @Test
    void a_redis_that_hangs_is_waited_for_once_and_used_again_when_it_answers() throws Exception {
        var clock = new AtomicLong();
        var meters = new SimpleMeterRegistry();
        var pace = new Pace(one.bean(Redis.class), one.bean(PaceSettings.class), meters, clock::get);
        Bucket bucket = Bucket.of(Fixtures.id("b"), 1, Duration.ofHours(1), 20);
        signal("-STOP");
        try {
            assertThat(granted(pace.take(Collections.nCopies(20, ask(bucket))))).isEqualTo(10);
        } finally {
            signal("-CONT");
        }

        // Redis would grant it; within the pause nobody asks.
        assertThat(granted(pace.take(List.of(ask(bucket))))).isZero();
        assertThat(meters.counter("waypost.send.pace.local").count()).isEqualTo(21);
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            clock.addAndGet(Duration.ofSeconds(2).toNanos());
            Bucket fresh = Bucket.of(Fixtures.id("b"), 1, Duration.ofHours(1), 20);
            return granted(pace.take(Collections.nCopies(20, ask(fresh)))) == 20;
        });
    }

    private static void signal(String name) throws Exception {
        long pid = Backends.running().redis().pid();
        assertThat(new ProcessBuilder("kill", name, Long.toString(pid)).start().waitFor())
                .isZero();
    }

    private static long granted(List<Turn> turns) {
        return turns.stream().filter(turn -> turn instanceof Turn.Granted).count();
    }

    private List<Turn> take(Ask... asks) {
        return one.bean(Pace.class).take(List.of(asks));
    }

    private static Ask ask(Bucket... buckets) {
        return new Ask(List.of(buckets), Duration.ZERO);
    }

    private static long seconds(Turn turn) {
        return Math.round(((Turn.Granted) turn).after().toMillis() / 1000.0);
    }
}
