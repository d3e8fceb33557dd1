package dev.waypost.configclient;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.configclient.SnapshotWorld.State;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Whatever is lost, doubled, reordered, paused or killed: a second after the commit nobody acts on less.
@DisplayNameGeneration(ReplaceUnderscores.class)
class SnapshotPropertyTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final int WORLDS = 3_000;
    private static final int STEPS = 300;

    private long certain;
    private long fromMemory;
    private long lastGood;

    @Test
    void a_second_after_the_commit_no_lookup_sees_less_while_anybody_can_be_asked() {
        for (long seed = 0; seed < WORLDS; seed++) {
            new Run(seed).go();
        }

        // The property says little when hardly anything was looked up, or all of it was an excuse.
        assertThat(certain).isGreaterThan(WORLDS * 20L);
        assertThat(fromMemory).isGreaterThan(WORLDS * 4L);
        assertThat(lastGood).isGreaterThan(WORLDS);
    }

    private final class Run {
        private final long seed;
        private final SnapshotWorld world;
        private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
        private final TenantSnapshots snapshots;
        private final Map<String, Long> seen = new HashMap<>();
        private int depth;

        Run(long seed) {
            this.seed = seed;
            this.world = new SnapshotWorld(seed, List.of("a", "b", "c"));
            this.snapshots = new TenantSnapshots(
                    world,
                    world,
                    name -> Optional.empty(),
                    new SnapshotSettings(1, Duration.ofMinutes(5), Duration.ofSeconds(3), Duration.ofSeconds(1)),
                    meters,
                    () -> world.now);
            world.meanwhile = this::step;
        }

        void go() {
            for (int i = 0; i < STEPS; i++) {
                step();
                world.pass(world.random.nextInt(40) == 0 ? 3_000 : 60);
            }
        }

        private void step() {
            switch (world.random.nextInt(33)) {
                case 0, 1, 2 -> world.commit();
                case 3 -> world.publishLate();
                case 4, 5, 6, 7 -> world.relayBegins();
                case 8, 9, 10, 11, 12, 13 -> world.relayGoesOn();
                case 14, 15, 16, 17 -> snapshots.near().poll();
                case 18 -> world.rememberRedis();
                case 19 -> rarely(world::flush);
                case 20 -> rarely(world::restartRedis);
                case 21 -> rarely(() -> world.redisUp = !world.redisUp);
                case 22 -> rarely(() -> world.redisUpForConfig = !world.redisUpForConfig);
                case 23 -> rarely(world::killConfig);
                case 24 -> rarely(() -> world.configUpForConsumer = !world.configUpForConsumer);
                case 25 -> {
                    world.configUp = true;
                    world.redisUp |= world.random.nextBoolean();
                    world.redisUpForConfig |= world.random.nextBoolean();
                    world.configUpForConsumer |= world.random.nextBoolean();
                }
                case 26 -> world.openStream(snapshots.far());
                case 27, 28 -> world.tell();
                case 29 -> world.hear(snapshots.far());
                case 30 -> rarely(world::breakStream);
                // A message of long ago, or of nobody knows where.
                case 31 -> snapshots.announce(world.anyTenant(), 1 + world.random.nextInt(30));
                default -> {
                    // One thread cannot share a reading with itself.
                    if (depth == 0) {
                        lookUp();
                    }
                }
            }
            if (depth == 0 && world.random.nextInt(3) == 0) {
                lookUp();
            }
        }

        private void rarely(Runnable event) {
            if (world.random.nextInt(4) == 0) {
                event.run();
            }
        }

        private void lookUp() {
            depth++;
            String tenant = world.anyTenant();
            long asked = world.now;
            double staleBefore = meters.counter("waypost.snapshots.stale").count();
            double loadsBefore = meters.counter("waypost.snapshots.loaded").count();
            Optional<TenantSnapshot> found;
            try {
                found = snapshots.find(tenant);
            } catch (RuntimeException nobodyAnswers) {
                assertAway(asked);
                return;
            } finally {
                depth--;
            }
            boolean stale = meters.counter("waypost.snapshots.stale").count() > staleBefore;
            long revision = found.map(TenantSnapshot::revision).orElse(-1L);
            if (stale) {
                lastGood++;
                assertAway(asked);
            } else {
                certain++;
                fromMemory += meters.counter("waypost.snapshots.loaded").count() == loadsBefore ? 1 : 0;
                List<State> allowed = world.between(tenant, asked - SECOND, world.now);
                assertThat(allowed)
                        .as("seed %d, tenant %s, answer %d, asked %d", seed, tenant, revision, asked)
                        .anyMatch(s -> revision < 0 ? s.absent() : s.revision() == revision && !s.gone());
            }
            if (revision > 0) {
                assertThat(revision)
                        .as("seed %d: %s never goes back", seed, tenant)
                        .isGreaterThanOrEqualTo(seen.getOrDefault(tenant, 0L));
                if (depth == 0) {
                    seen.put(tenant, revision);
                }
            }
        }

        /// Nobody gives up who could have asked: config-service failed to answer within the pause that follows.
        private void assertAway(long asked) {
            assertThat(world.lastAway).as("seed %d", seed).isGreaterThanOrEqualTo(asked - SECOND);
        }
    }
}
