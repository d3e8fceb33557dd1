package dev.waypost.configclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HeldTest {
    @Test
    void no_order_of_loads_and_announcements_lets_a_lower_revision_pass_as_fresh() {
        var random = new Random(42);
        for (int round = 0; round < 2_000; round++) {
            Held held = loaded(1 + random.nextInt(9));
            long highest = held.revision();
            long announced = 0;
            for (int step = 0; step < 12; step++) {
                long revision = 1 + random.nextInt(20);
                if (random.nextBoolean()) {
                    held = held.announced(revision);
                    announced = Math.max(announced, revision);
                } else {
                    held = held.replacedBy(loaded(revision));
                    highest = Math.max(highest, revision);
                }
                assertThat(held.revision()).isEqualTo(highest);
                assertThat(held.isFresh(0, 0)).isEqualTo(highest >= announced);
            }
        }
    }

    private static Held loaded(long revision) {
        var snapshot = new TenantSnapshot(
                "t",
                "t",
                TenantState.ACTIVE,
                revision,
                TenantPolicy.DEFAULTS,
                List.of(),
                List.of(),
                List.of(),
                Instant.EPOCH,
                Instant.EPOCH);
        return new Held(snapshot, 1, 0, 0);
    }
}
