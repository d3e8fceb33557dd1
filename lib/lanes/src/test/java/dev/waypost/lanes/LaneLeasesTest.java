package dev.waypost.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LaneLeasesTest {
    private static final LeaseSettings LEASE = new LeaseSettings(Duration.ofHours(2), Duration.ofHours(1));

    private final JobTable table = JobTable.create();

    @AfterEach
    void close() {
        table.close();
    }

    private LaneLeases leases() {
        return new LaneLeases("jobs", table.db(), LEASE);
    }

    @Test
    void alone_it_holds_every_lane_and_with_another_half_of_them() {
        var first = leases();
        var second = leases();
        first.runOnce();
        assertThat(first.held()).hasSize(1024).containsEntry(0, 1L);
        second.runOnce();
        assertThat(second.held()).isEmpty();
        first.runOnce();
        second.runOnce();
        assertThat(first.held()).hasSize(512);
        assertThat(second.held())
                .hasSize(512)
                .allSatisfy((lane, epoch) -> assertThat(epoch).isEqualTo(2));
        var both = new HashSet<>(first.held().keySet());
        both.retainAll(second.held().keySet());
        assertThat(both).isEmpty();
    }

    @Test
    void renewing_keeps_the_epoch_and_a_change_of_owner_raises_it() {
        var first = leases();
        first.runOnce();
        first.runOnce();
        assertThat(first.held()).containsEntry(7, 1L);
        first.close();
        assertThat(first.held()).isEmpty();
        var second = leases();
        second.runOnce();
        assertThat(second.held()).hasSize(1024).containsEntry(7, 2L);
    }

    @Test
    void a_lease_that_ran_out_is_taken_over_and_the_old_owner_learns_it() {
        var old = leases();
        old.runOnce();
        table.expireLeases();
        var next = leases();
        next.runOnce();
        assertThat(next.held()).hasSize(1024);
        old.runOnce();
        assertThat(old.held()).isEmpty();
    }

    @Test
    void without_a_renewal_it_holds_nothing_by_its_own_clock() {
        var nanos = new AtomicLong(Long.MAX_VALUE - 5);
        var leases = new LaneLeases("jobs", table.db(), LEASE, nanos::get);
        leases.runOnce();
        nanos.addAndGet(Duration.ofMinutes(119).toNanos());
        assertThat(leases.held()).hasSize(1024);
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(leases.held()).isEmpty();
    }

    @Test
    void queues_do_not_share_lanes() {
        var jobs = leases();
        var others = new LaneLeases("others", table.db(), LEASE);
        jobs.runOnce();
        others.runOnce();
        assertThat(jobs.held()).hasSize(1024);
        assertThat(others.held()).hasSize(1024);
    }
}
