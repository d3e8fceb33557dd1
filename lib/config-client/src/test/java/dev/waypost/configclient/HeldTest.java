package dev.waypost.configclient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HeldTest {
    private static final Horizon NEAR = new Horizon(1, 0);

    @Test
    void no_order_of_readings_and_announcements_lets_a_lower_revision_pass_as_current() {
        var random = new Random(42);
        for (int round = 0; round < 2_000; round++) {
            Held held = read(1 + random.nextInt(9));
            long highest = held.revision();
            long announced = 0;
            for (int step = 0; step < 12; step++) {
                long revision = 1 + random.nextInt(20);
                if (random.nextBoolean()) {
                    held = held.announced(new Change("t", revision, false));
                    announced = Math.max(announced, revision);
                } else {
                    held = held.replacedBy(read(revision), false);
                    highest = Math.max(highest, revision);
                }
                assertThat(held.revision()).isEqualTo(highest);
                assertThat(held.isCurrent(0, NEAR, Horizon.NONE)).isEqualTo(highest >= announced);
            }
        }
    }

    @Test
    void a_tenant_that_is_gone_stays_gone_until_it_is_made_again() {
        Held gone = read(4).announced(new Change("t", 5, true));

        assertThat(gone.value()).isEmpty();
        assertThat(gone.isCurrent(0, NEAR, Horizon.NONE)).isTrue();
        assertThat(gone.replacedBy(read(4), true).value()).isEmpty();
        assertThat(gone.replacedBy(read(6), true).value()).isPresent();
    }

    private static Held read(long revision) {
        return Held.of(new Sized(SnapshotWorld.snapshot("t", revision), 10), 1, 0, 1);
    }
}
