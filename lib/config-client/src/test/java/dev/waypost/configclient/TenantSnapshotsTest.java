package dev.waypost.configclient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
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
    private final Place redis = new Place();
    private final Place config = new Place();
    private final TenantSnapshots snapshots = new TenantSnapshots(
            redis,
            config,
            new SnapshotSettings(100, Duration.ofSeconds(30), Duration.ofSeconds(3), Duration.ofSeconds(1)),
            meters,
            now::get);

    @Test
    void memory_answers_until_the_snapshot_is_old() {
        redis.holds(1);

        snapshots.get("t");
        snapshots.get("t");
        int whileFresh = redis.asked.get();
        pass(Duration.ofSeconds(31));
        snapshots.get("t");

        assertThat(whileFresh).isEqualTo(1);
        assertThat(redis.asked).hasValue(2);
        assertThat(config.asked).hasValue(0);
    }

    @Test
    void config_service_is_asked_when_redis_is_empty_or_away() {
        config.holds(4);

        redis.empty();
        long whenEmpty = snapshots.get("t").revision();
        pass(Duration.ofMinutes(1));
        redis.down();
        long whenDown = snapshots.get("t").revision();

        assertThat(whenEmpty).isEqualTo(4);
        assertThat(whenDown).isEqualTo(4);
    }

    @Test
    void an_announced_revision_is_loaded_at_the_next_question() {
        redis.holds(1);
        snapshots.get("t");

        redis.holds(2);
        snapshots.announce("t", 2);

        assertThat(snapshots.get("t").revision()).isEqualTo(2);
    }

    @Test
    void redis_that_is_behind_the_announcement_is_passed_over() {
        redis.holds(1);
        config.holds(3);
        snapshots.get("t");

        snapshots.announce("t", 3);

        assertThat(snapshots.get("t").revision()).isEqualTo(3);
    }

    @Test
    void a_lower_revision_never_replaces_a_higher_one() {
        redis.holds(5);
        snapshots.get("t");

        redis.holds(4);
        config.holds(4);
        snapshots.doubtAll();

        assertThat(snapshots.get("t").revision()).isEqualTo(5);
    }

    @Test
    void the_last_good_snapshot_serves_while_nobody_answers() {
        redis.holds(2);
        snapshots.get("t");
        pass(Duration.ofHours(1));
        redis.down();
        config.down();

        long served = snapshots.get("t").revision();
        snapshots.get("t");

        assertThat(served).isEqualTo(2);
        assertThat(config.asked).hasValue(1);
        assertThat(meters.counter("waypost.snapshots.stale").count()).isEqualTo(1);
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
    void that_there_is_no_tenant_is_remembered_for_seconds_only() {
        redis.empty();
        config.empty();

        assertThat(snapshots.find("t")).isEmpty();
        assertThat(snapshots.find("t")).isEmpty();
        int meanwhile = config.asked.get();
        config.holds(1);
        pass(Duration.ofSeconds(4));

        assertThat(meanwhile).isEqualTo(1);
        assertThat(snapshots.find("t")).isPresent();
    }

    @Test
    void what_cannot_be_a_tenant_is_never_asked_for() {
        assertThat(snapshots.find("../t")).isEmpty();
        assertThat(snapshots.find("a:b")).isEmpty();
        assertThat(redis.asked).hasValue(0);
    }

    @Test
    void concurrent_askers_share_one_load() throws Exception {
        redis.holds(1);
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
    void a_change_that_is_announced_during_a_load_is_not_lost() {
        redis.holds(1);
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

    /// A place to load from whose content and health a test decides.
    private static final class Place implements SnapshotSource {
        final AtomicInteger asked = new AtomicInteger();
        private volatile Optional<TenantSnapshot> held = Optional.empty();
        private volatile boolean down;
        volatile CountDownLatch gate = new CountDownLatch(0);
        volatile Runnable during = () -> {};

        void holds(long revision) {
            down = false;
            held = Optional.of(new TenantSnapshot(
                    "t",
                    "t",
                    TenantState.ACTIVE,
                    revision,
                    TenantPolicy.DEFAULTS,
                    List.of(),
                    List.of(),
                    List.of(),
                    Instant.EPOCH,
                    Instant.EPOCH));
        }

        void empty() {
            down = false;
            held = Optional.empty();
        }

        void down() {
            down = true;
        }

        @Override
        public Optional<TenantSnapshot> load(String tenantId) {
            asked.incrementAndGet();
            Optional<TenantSnapshot> read = held;
            during.run();
            try {
                gate.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            if (down) {
                throw Fault.of(Reason.PEER_UNAVAILABLE);
            }
            return read;
        }
    }
}
