package dev.waypost.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A random history of a table and of a worker's memory of it, checked against the promises.
class BacklogTest {
    private static final class Stored {
        final WorkItem<String> item;
        /// Rows of the conversation that were committed before this one was begun: they come first.
        final Set<Long> before;
        boolean committed;
        boolean waits;

        Stored(WorkItem<String> item, Set<Long> before) {
            this.item = item;
            this.before = before;
        }
    }

    private record Answer(Look look, List<WorkItem<String>> rows) {}

    private static final class History {
        final Random random;
        final Backlog<String> backlog =
                new Backlog<>(LaneSettings.defaults().withInFlight(5, 3).withBacklog(25, 10), this::mayBegin);
        final TreeMap<Long, Stored> pending = new TreeMap<>();
        final Set<Long> settled = new HashSet<>();
        final List<Backlog.Start<String>> running = new ArrayList<>();
        /// Their handlers are done, their results not written.
        final List<Backlog.Start<String>> unwritten = new ArrayList<>();
        final List<Answer> answers = new ArrayList<>();
        final List<WorkItem<String>> justCommitted = new ArrayList<>();
        final Map<Integer, Long> epochs = new HashMap<>();
        /// Where new rows of a conversation go, which may change.
        final int[] lanes = {0, 1, 2, 3, 0, 1, 2, 3};
        long ids;
        boolean draining;

        History(long seed) {
            random = new Random(seed);
            for (int lane = 0; lane < 4; lane++) {
                epochs.put(lane, 1L);
            }
            backlog.hold(Map.copyOf(epochs));
        }

        /// Some wait for one to end, some for a moment and keep their rows, some for so long that they lose them.
        long mayBegin(String tenant, int running) {
            return switch (draining ? 9 : random.nextInt(10)) {
                case 0 -> running > 0 ? Turns.WHEN_ONE_ENDS : Turns.NOW;
                case 1 -> 1;
                case 2 -> Duration.ofHours(1).toNanos();
                default -> Turns.NOW;
            };
        }

        void step() {
            switch (random.nextInt(16)) {
                case 0, 1 -> begin();
                case 2, 3 -> commit();
                case 4 -> look();
                case 5 -> offer();
                case 6, 7 -> answer();
                case 8, 9 -> start();
                case 10, 11 -> end();
                case 12 -> handled();
                case 14 -> lookAtOwed();
                case 13 ->
                    backlog.wake(System.nanoTime()
                            + random.nextLong(Duration.ofHours(3).toNanos()));
                default -> change();
            }
            assertThat(running).hasSize(backlog.running()).hasSizeLessThanOrEqualTo(5);
            assertThat(unwritten).hasSizeLessThanOrEqualTo(10 + 5);
            assertThat(backlog.idle()).isEqualTo(running.isEmpty() && unwritten.isEmpty());
            assertThat(backlog.size()).isLessThanOrEqualTo(25 + 15);
        }

        void begin() {
            int c = random.nextInt(8);
            Set<Long> before = pending.values().stream()
                    .filter(s -> s.committed && s.item.conversation().equals("c" + c))
                    .map(s -> s.item.id())
                    .collect(Collectors.toSet());
            var item = new WorkItem<>(
                    ++ids, lanes[c], "c" + c, "t" + c % 3, 0, "", WorkItem.Urgency.values()[random.nextInt(3)]);
            pending.put(item.id(), new Stored(item, before));
        }

        void commit() {
            List<Stored> open =
                    pending.values().stream().filter(s -> !s.committed).toList();
            if (!open.isEmpty()) {
                Stored stored = open.get(random.nextInt(open.size()));
                stored.committed = true;
                switch (random.nextInt(3)) {
                    case 0 -> justCommitted.add(stored.item);
                    case 1 -> backlog.take(new Offer<>(stored.item, behind(stored.item)));
                    default -> {}
                }
            }
        }

        Behind behind(WorkItem<String> item) {
            return Behind.listed(pending.headMap(item.id()).values().stream()
                    .filter(s -> s.committed && s.item.conversation().equals(item.conversation()))
                    .map(s -> Long.toString(s.item.id()))
                    .collect(Collectors.joining(" ")));
        }

        boolean isFirstUpTo(Stored stored, Set<Long> known) {
            return pending.values().stream()
                    .noneMatch(s -> s.committed
                            && s.item.conversation().equals(stored.item.conversation())
                            && s.item.id() < stored.item.id()
                            && !known.contains(s.item.id()));
        }

        void look() {
            if (!answers.isEmpty()) {
                return;
            }
            backlog.makeRoom();
            Look look = backlog.look("");
            answers.add(new Answer(look, found(look, s -> true, 1 + random.nextInt(6))));
        }

        void lookAtOwed() {
            int room = backlog.makeRoom();
            if (!answers.isEmpty() || room == 0) {
                return;
            }
            List<String> owed = backlog.takeOwed(room);
            Look look = backlog.lookOf(owed, room);
            answers.add(new Answer(
                    look,
                    owed.stream()
                            .flatMap(tenant ->
                                    found(
                                            look,
                                            s -> s.item.tenantId().equals(tenant),
                                            look.leases().each())
                                            .stream())
                            .limit(room)
                            .toList()));
        }

        /// The first so many that a look would find.
        List<WorkItem<String>> found(Look look, Predicate<Stored> wanted, int most) {
            return pending.values().stream()
                    .filter(s -> s.committed && !s.waits)
                    .filter(wanted)
                    .filter(s -> look.leases().lanes().contains(s.item.lane()))
                    .filter(s -> !look.leases().taken().contains(s.item.id())
                            && !look.leases().full().contains(s.item.tenantId()))
                    .filter(s -> pending.values().stream()
                            .noneMatch(h -> h.committed
                                    && (h.waits || h.item.lane() != s.item.lane())
                                    && h.item.id() < s.item.id()
                                    && h.item.conversation().equals(s.item.conversation())))
                    .map(s -> s.item)
                    .limit(most)
                    .toList();
        }

        void offer() {
            if (!answers.isEmpty()) {
                return;
            }
            var offered = justCommitted.stream().filter(backlog::wants).toList();
            justCommitted.clear();
            Look look = backlog.look(offered);
            var known = new HashSet<>(look.leases().taken());
            offered.forEach(item -> known.add(item.id()));
            var ready = pending.values().stream()
                    .filter(s -> offered.contains(s.item) && !s.waits && isFirstUpTo(s, known))
                    .map(s -> s.item.id())
                    .collect(Collectors.toSet());
            answers.add(new Answer(look, Offer.withoutGaps(offered, ready)));
        }

        /// One look at a time, as the reader does it, but anything may happen between question and answer.
        void answer() {
            if (!answers.isEmpty()) {
                Answer oldest = answers.removeFirst();
                backlog.absorb(oldest.look(), oldest.rows());
            }
        }

        void start() {
            backlog.next().ifPresent(start -> {
                WorkItem<String> item = start.item();
                assertThat(settled).as("settled rows never run again").doesNotContain(item.id());
                Stored stored = Objects.requireNonNull(pending.get(item.id()));
                assertThat(stored.before).as("rows before %s", item).noneMatch(pending::containsKey);
                assertThat(underWay()).noneMatch(r -> r.item().conversation().equals(item.conversation()));
                assertThat(start.epoch()).isEqualTo(epochs.get(item.lane()));
                running.add(start);
            });
        }

        Stream<Backlog.Start<String>> underWay() {
            return Stream.concat(running.stream(), unwritten.stream());
        }

        void handled() {
            if (!running.isEmpty()) {
                Backlog.Start<String> start = running.remove(random.nextInt(running.size()));
                backlog.handled(start.item());
                unwritten.add(start);
            }
        }

        void end() {
            handled();
            if (unwritten.isEmpty()) {
                return;
            }
            Backlog.Start<String> start = unwritten.remove(random.nextInt(unwritten.size()));
            WorkItem<String> item = start.item();
            boolean fenced = !Long.valueOf(start.epoch()).equals(epochs.get(item.lane()));
            switch (fenced ? 1 : random.nextInt(4)) {
                case 0 -> {
                    backlog.rest(item, 0);
                    backlog.wake(1);
                }
                case 1 -> {
                    Stored stored = pending.get(item.id());
                    if (stored != null) {
                        stored.waits = !fenced;
                    }
                    if (fenced) {
                        backlog.distrust(item.lane());
                    }
                    backlog.parked(item);
                }
                default -> {
                    pending.remove(item.id());
                    settled.add(item.id());
                    backlog.finished(item);
                }
            }
        }

        void change() {
            int lane = random.nextInt(4);
            switch (random.nextInt(5)) {
                case 4 -> lanes[random.nextInt(8)] = lane;
                case 0 -> backlog.letGo(lane);
                case 1 -> epochs.merge(lane, 1L, Long::sum);
                default -> pending.values().forEach(s -> s.waits = false);
            }
            backlog.hold(Map.copyOf(epochs));
        }

        void drain() {
            draining = true;
            backlog.wake(System.nanoTime() + Duration.ofHours(2).toNanos());
            pending.values().forEach(s -> s.committed = true);
            for (int i = 0; i < 20_000 && !pending.isEmpty(); i++) {
                pending.values().forEach(s -> s.waits = false);
                backlog.hold(Map.copyOf(epochs));
                if (answers.isEmpty()) {
                    look();
                }
                answer();
                start();
                end();
            }
        }
    }

    static LongStream seeds() {
        return LongStream.range(0, 2_000);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void no_history_breaks_an_order_repeats_a_settled_row_or_loses_one(long seed) {
        var history = new History(seed);
        for (int i = 0; i < 600; i++) {
            history.step();
        }
        history.drain();
        assertThat(history.pending).isEmpty();
        assertThat(history.settled).hasSize((int) history.ids);
        assertThat(history.backlog.size()).isZero();
    }
}
