package dev.waypost.configclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TenantSnapshotsTest {
    private final AtomicLong now = new AtomicLong(1_000);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Redis redis = new Redis();
    private final Config config = new Config();
    private final TenantSnapshots snapshots = new TenantSnapshots(
            redis,
            config,
            name -> Optional.empty(),
            new SnapshotSettings(1, Duration.ofMinutes(5), Duration.ofSeconds(3), Duration.ofSeconds(1)),
            meters,
            now::get);

    @Test
    void memory_answers_while_the_announcements_are_followed() {
        redis.holds(1);
        snapshots.near().poll();

        snapshots.get("t");
        pass(Duration.ofMillis(800));
        snapshots.get("t");
        int whileFollowed = redis.asked.get();
        pass(Duration.ofMinutes(6));
        snapshots.get("t");

        assertThat(whileFollowed).isEqualTo(1);
        assertThat(redis.asked).hasValue(2);
        assertThat(config.asked).hasValue(0);
    }

    @Test
    void a_process_that_was_paused_asks_redis_before_it_acts() {
        redis.holds(1);
        snapshots.near().poll();
        snapshots.get("t");

        pass(Duration.ofSeconds(10));
        redis.holds(2);

        assertThat(snapshots.get("t").revision()).isEqualTo(2);
        assertThat(config.asked).hasValue(0);
    }

    @Test
    void config_service_is_asked_when_redis_does_not_know_or_is_away() {
        config.holds(4);

        redis.empty();
        snapshots.near().poll();
        long whenEmpty = snapshots.get("t").revision();
        redis.down();
        pass(Duration.ofMinutes(1));
        config.holds(5);
        long whenDown = snapshots.get("t").revision();

        assertThat(whenEmpty).isEqualTo(4);
        assertThat(whenDown).isEqualTo(5);
    }

    @Test
    void redis_that_nobody_vouches_for_is_not_relied_on() {
        redis.holds(1);
        config.holds(2);
        redis.vouched = false;
        snapshots.near().poll();

        assertThat(snapshots.get("t").revision()).isEqualTo(2);
    }

    @Test
    void a_relay_that_ended_is_noticed_though_the_clock_of_redis_is_set_back() {
        redis.holds(1);
        snapshots.near().poll();
        snapshots.get("t");
        redis.turnStays = true;
        config.holds(2);

        pass(Duration.ofMillis(500));
        snapshots.near().poll();
        pass(Duration.ofMillis(500));
        snapshots.near().poll();

        assertThat(snapshots.get("t").revision()).isEqualTo(2);
    }

    @Test
    void an_announced_revision_is_read_at_the_next_question() {
        redis.holds(1);
        snapshots.near().poll();
        snapshots.get("t");

        redis.holds(2);
        snapshots.announce("t", 2);

        assertThat(snapshots.get("t").revision()).isEqualTo(2);
    }

    @Test
    void redis_that_is_behind_the_announcement_is_passed_over() {
        redis.holds(1);
        snapshots.near().poll();
        config.holds(3);
        snapshots.get("t");

        snapshots.announce("t", 3);

        assertThat(snapshots.get("t").revision()).isEqualTo(3);
    }

    @Test
    void an_announcement_of_what_never_was_costs_one_question() {
        redis.holds(1);
        snapshots.near().poll();
        config.holds(1);
        snapshots.get("t");

        snapshots.announce("t", 99);
        snapshots.get("t");
        snapshots.get("t");

        assertThat(config.asked).hasValue(1);
    }

    @Test
    void a_lower_revision_never_replaces_a_higher_one() {
        redis.holds(5);
        snapshots.near().poll();
        snapshots.get("t");

        redis.down();
        config.holds(4);
        pass(Duration.ofSeconds(2));

        assertThat(snapshots.get("t").revision()).isEqualTo(5);
    }

    @Test
    void another_database_begins_with_lower_revisions() {
        redis.holds(5);
        snapshots.near().poll();
        snapshots.get("t");

        redis.generation = "other/1";
        redis.holds(1);
        snapshots.near().poll();

        assertThat(snapshots.get("t").revision()).isEqualTo(1);
    }

    @Test
    void the_last_good_snapshot_serves_while_nobody_answers() {
        redis.holds(2);
        snapshots.near().poll();
        snapshots.get("t");
        pass(Duration.ofHours(1));
        redis.down();
        config.down();

        long served = snapshots.get("t").revision();
        snapshots.get("t");

        assertThat(served).isEqualTo(2);
        assertThat(config.asked).hasValue(1);
        assertThat(meters.counter("waypost.snapshots.stale").count()).isEqualTo(2);
    }

    @Test
    void a_tenant_that_is_gone_is_not_served_as_last_good() {
        redis.holds(2);
        snapshots.near().poll();
        snapshots.get("t");
        config.empty();
        redis.down();
        pass(Duration.ofSeconds(2));
        assertThat(snapshots.find("t")).isEmpty();

        config.down();
        redis.holds(2);
        redis.generation = "";
        pass(Duration.ofSeconds(5));

        assertThat(snapshots.find("t")).isEmpty();
    }

    @Test
    void a_tenant_that_was_never_seen_is_no_guess_while_nobody_answers() {
        redis.down();
        config.down();

        assertThatThrownBy(() -> snapshots.get("t"))
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.reason()).isEqualTo(Reason.PEER_UNAVAILABLE));
    }

    @Test
    void that_there_is_no_tenant_is_remembered_until_it_is_made() {
        redis.empty();
        snapshots.near().poll();
        config.empty();

        assertThat(snapshots.find("t")).isEmpty();
        assertThat(snapshots.find("t")).isEmpty();
        int meanwhile = config.asked.get();
        config.holds(1);
        snapshots.announce("t", 1);

        assertThat(meanwhile).isEqualTo(1);
        assertThat(snapshots.find("t")).isPresent();
    }

    @Test
    void what_cannot_be_a_tenant_is_never_asked_for() {
        assertThat(snapshots.find("../t")).isEmpty();
        assertThat(snapshots.find("a:b")).isEmpty();
        assertThat(config.asked).hasValue(0);
    }

    @Test
    void memory_is_bounded_by_what_tenants_take() {
        redis.length = 100_000;
        redis.holds(1);
        snapshots.near().poll();

        for (int i = 0; i < 50; i++) {
            snapshots.get("t" + i);
        }

        assertThat(snapshots.size()).isBetween(1L, 10L);
    }

    @Test
    void concurrent_askers_share_one_reading() throws Exception {
        redis.holds(1);
        snapshots.near().poll();
        redis.gate = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<TenantSnapshot>> asking = java.util.stream.IntStream.range(0, 50)
                    .mapToObj(i -> threads.submit(() -> snapshots.get("t")))
                    .toList();
            redis.gate.countDown();
            for (Future<TenantSnapshot> one : asking) {
                assertThat(one.get().revision()).isEqualTo(1);
            }
        }

        assertThat(redis.asked).hasValue(1);
    }

    @Test
    void a_change_that_is_announced_during_a_reading_is_not_lost() {
        redis.holds(1);
        snapshots.near().poll();
        redis.during = () -> {
            redis.during = () -> {};
            snapshots.announce("t", 2);
        };
        snapshots.get("t");

        redis.holds(2);

        assertThat(snapshots.get("t").revision()).isEqualTo(2);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    /// A Redis whose content and health a test decides.
    private static final class Redis implements NearSnapshots {
        final AtomicInteger asked = new AtomicInteger();
        private volatile long held;
        private volatile boolean down;
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile Runnable during = () -> {};
        volatile String generation = "db/1";
        volatile boolean vouched = true;
        volatile boolean turnStays;
        volatile int length = 1_000;
        private long turn;

        void holds(long revision) {
            down = false;
            held = revision;
        }

        void empty() {
            holds(0);
        }

        void down() {
            down = true;
        }

        @Override
        public Optional<Poll> poll(String known, long position, int limit) {
            answer();
            turn += turnStays ? 0 : 1;
            List<Positioned> changes = generation.equals(known) && held > position
                    ? List.of(new Positioned(held, new Change("t", held, false)))
                    : List.of();
            return generation.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Poll(generation, held, turn, vouched ? 0 : -1, changes));
        }

        @Override
        public Optional<Read> read(String tenantId) {
            asked.incrementAndGet();
            long revision = held;
            during.run();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            answer();
            return generation.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new Read(
                            generation,
                            revision,
                            revision == 0 ? null : new Sized(SnapshotWorld.snapshot(tenantId, revision), length)));
        }

        @Override
        public Optional<Sized> anything(String tenantId) {
            answer();
            return held == 0
                    ? Optional.empty()
                    : Optional.of(new Sized(SnapshotWorld.snapshot(tenantId, held), length));
        }

        private void answer() {
            if (down) {
                throw new IllegalStateException("down");
            }
        }
    }

    /// A config-service whose content and health a test decides.
    private static final class Config implements FarSnapshots {
        final AtomicInteger asked = new AtomicInteger();
        private volatile long held;
        private volatile boolean down;

        void holds(long revision) {
            down = false;
            held = revision;
        }

        void empty() {
            holds(0);
        }

        void down() {
            down = true;
        }

        @Override
        public Optional<Sized> load(String tenantId) {
            asked.incrementAndGet();
            if (down) {
                throw Fault.of(Reason.PEER_UNAVAILABLE);
            }
            return held == 0 ? Optional.empty() : Optional.of(new Sized(SnapshotWorld.snapshot(tenantId, held), 1_000));
        }
    }
}
