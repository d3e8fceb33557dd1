package dev.waypost.platform.tally;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
    private static final TallySettings SETTINGS = new TallySettings(true, Duration.ofSeconds(1), 3, 1000);

    @Test
    void buckets_grow_with_time_and_their_middles_are_within_an_eighth() {
        int last = -1;
        for (long micros = 1; micros < 1L << 40; micros = micros * 9 / 8 + 1) {
            int bucket = Buckets.of(micros);
            assertThat(bucket).isBetween(Math.max(0, last), Buckets.SIZE - 1);
            last = bucket;
            if (micros >= 128 && micros < 1L << 36) {
                assertThat((double) Buckets.middle(bucket) / micros).isBetween(0.875, 1.125);
            }
        }
        assertThat(Buckets.of(0)).isZero();
        assertThat(Buckets.of(Long.MAX_VALUE)).isEqualTo(Buckets.SIZE - 1);
    }

    @Test
    void what_is_taken_is_taken_once() {
        Tally tally = new Tally("acme", "main", new ArrayDeque<>());
        tally.add(Count.SENT, 2);
        tally.took(Timing.ACCEPT, 1_000_000);

        assertThat(tally.take()).isEqualTo("S:2,a_:1000,a12:1");
        assertThat(tally.take()).isEmpty();
        tally.add(Count.FAILED);
        assertThat(tally.take()).isEqualTo("F:1");
    }

    @Test
    void nothing_is_lost_or_counted_twice_while_many_count_and_one_takes() {
        Tallies tallies = new Tallies(SETTINGS);
        List<Thread> counting = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            counting.add(Thread.ofPlatform().start(() -> {
                for (int times = 0; times < 20_000; times++) {
                    tallies.of("acme", "main").add(Count.SENT);
                }
            }));
        }

        long taken = 0;
        while (counting.stream().anyMatch(Thread::isAlive)) {
            taken += sent(tallies.take());
        }
        assertThat(taken + sent(tallies.take())).isEqualTo(160_000);
    }

    @Test
    void who_is_forgotten_comes_back_and_loses_nothing() {
        Tallies tallies = new Tallies(SETTINGS);
        Tally held = tallies.of("acme", "main");
        held.add(Count.SENT);
        long taken = 0;
        for (int i = 0; i < 70; i++) {
            taken += sent(tallies.take());
        }
        assertThat(tallies.size()).isZero();
        assertThat(taken).isEqualTo(1);

        // Whoever looked it up before it was forgotten counts into it, however late.
        for (int i = 0; i < 3; i++) {
            held.add(Count.SENT, 2);
            assertThat(sent(tallies.take())).isEqualTo(2);
            assertThat(tallies.take()).isEmpty();
        }
        tallies.of("acme", "main").add(Count.SENT);
        assertThat(sent(tallies.take())).isEqualTo(1);
    }

    @Test
    void who_is_counted_into_is_kept() {
        Tallies tallies = new Tallies(SETTINGS);
        Tally held = tallies.of("acme", "main");
        for (int i = 0; i < 100; i++) {
            held.add(Count.SENT);
            assertThat(sent(tallies.take())).isEqualTo(1);
            assertThat(tallies.of("acme", "main")).isSameAs(held);
        }
    }

    @Test
    void those_without_a_place_count_for_the_platform() {
        Tallies tallies = new Tallies(SETTINGS);
        for (int i = 0; i < 10; i++) {
            tallies.of("tenant-" + i, "main").add(Count.SENT);
        }

        List<TallyBatch.Line> lines = tallies.take();
        assertThat(tallies.size()).isEqualTo(3);
        assertThat(sent(lines)).isEqualTo(10);
        assertThat(lines)
                .filteredOn(line -> line.tenantId().isEmpty())
                .singleElement()
                .satisfies(line -> assertThat(line.counts()).isEqualTo("S:7"));
    }

    @Test
    void batches_are_read_as_they_were_written_in_parts_of_bounded_size() {
        List<TallyBatch.Line> lines = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            lines.add(new TallyBatch.Line("tenant-" + i, "main", "S:1,A:2"));
        }

        List<String> written = TallyBatch.written("prc_1", 7, 600, lines);
        List<TallyBatch> read = written.stream().map(TallyBatch::parse).toList();

        assertThat(written).hasSizeGreaterThan(1).allMatch(text -> text.length() < 100_000);
        assertThat(read.stream().map(TallyBatch::sequence)).startsWith(7L, 8L).doesNotHaveDuplicates();
        assertThat(read.stream().flatMap(batch -> batch.lines().stream())).containsExactlyElementsOf(lines);
        assertThat(TallyBatch.parse("nonsense").lines()).isEmpty();
    }

    private static long sent(List<TallyBatch.Line> lines) {
        return lines.stream()
                .flatMap(line -> Arrays.stream(line.counts().split(",")))
                .filter(count -> count.startsWith("S:"))
                .mapToLong(count -> Long.parseLong(count.substring(2)))
                .sum();
    }
}
