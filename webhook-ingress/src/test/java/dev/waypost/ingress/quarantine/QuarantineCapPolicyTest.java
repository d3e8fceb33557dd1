package dev.waypost.ingress.quarantine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.ingress.quarantine.QuarantineCapPolicy.Cap;
import dev.waypost.ingress.quarantine.QuarantineCapPolicy.Cause;
import dev.waypost.ingress.quarantine.QuarantineCapPolicy.Drop;
import dev.waypost.ingress.quarantine.QuarantineCapPolicy.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class QuarantineCapPolicyTest {
    private static final Cap SIGNER = new Cap(100, 1000);
    private static final Cap ALL = new Cap(250, 2500);

    @Test
    void nothing_goes_while_all_is_within_bounds() {
        assertThat(next(new Use("a", 100, 1000), new Use("b", 100, 1000), new Use("c", 50, 500)))
                .isEmpty();
        assertThat(next()).isEmpty();
    }

    @Test
    void who_has_too_many_loses_the_oldest_and_a_tenth_more() {
        assertThat(next(new Use("a", 10, 10), new Use("b", 101, 10))).contains(new Drop("b", 11, Cause.SIGNER_FULL));
    }

    @Test
    void large_webhooks_count_by_their_size() {
        // Ten events of 200 bytes: 900 may stay.
        assertThat(next(new Use("a", 10, 2000))).contains(new Drop("a", 6, Cause.SIGNER_FULL));
    }

    @Test
    void when_all_is_full_who_has_most_loses_some() {
        assertThat(next(new Use("a", 90, 1), new Use("b", 99, 1), new Use("c", 90, 1)))
                .contains(new Drop("b", 54, Cause.FULL));
        assertThat(next(new Use("a", 5, 900), new Use("b", 50, 800), new Use("c", 10, 950)))
                .map(Drop::signer)
                .contains("c");
    }

    @Test
    void whatever_there_is_drops_end_within_bounds_and_never_take_more_than_there_is() {
        var random = new Random(7);
        for (int round = 0; round < 500; round++) {
            List<Use> uses = new ArrayList<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                long events = 1 + random.nextInt(400);
                uses.add(new Use("s" + i, events, events * random.nextInt(40)));
            }
            int steps = 0;
            Optional<Drop> drop = QuarantineCapPolicy.next(uses, SIGNER, ALL);
            while (drop.isPresent()) {
                Drop now = drop.get();
                uses.replaceAll(use -> use.signer().equals(now.signer()) ? without(use, now.events()) : use);
                assertThat(++steps).isLessThan(100);
                drop = QuarantineCapPolicy.next(uses, SIGNER, ALL);
            }
            assertThat(uses)
                    .allSatisfy(use ->
                            assertThat(SIGNER.holds(use.events(), use.bytes())).isTrue());
        }
    }

    private static Use without(Use use, long events) {
        assertThat(events).isBetween(1L, use.events());
        long left = use.events() - events;
        return new Use(use.signer(), left, use.bytes() * left / use.events());
    }

    private static Optional<Drop> next(Use... uses) {
        return QuarantineCapPolicy.next(List.of(uses), SIGNER, ALL);
    }
}
