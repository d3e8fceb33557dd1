package dev.waypost.lanes;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The table behind a queue. The README has SQL for each method that keeps its obligations.
public interface WorkSource<T, R> {
    /// The oldest rows by id that are pending and due, in the lanes held, not taken, and not behind a row of the same
    /// conversation that waits for later.
    ///
    /// Never by a cursor on the id: transactions commit out of id order, and a row passed over would be lost.
    List<WorkItem<T>> read(Leases leases, int limit);

    /// As [#read], but of these tenants only, and of each the first [Leases#each].
    ///
    /// Of what is in memory the leases name only what is theirs.
    List<WorkItem<T>> readOf(List<String> tenantIds, Leases leases, int limit);

    /// Writes results in one transaction, each only while its lane still has the completion's epoch.
    ///
    /// @return ids of the items whose result was written
    Set<Long> complete(List<Completion<T, R>> batch);

    /// How long the conversation waits before this item is tried again; empty when the item is finished.
    ///
    /// [#complete] must have set the row's due time by the same wait.
    Optional<Duration> waitOf(R result);

    /// Which of the rows just accepted here may be worked at once: still pending, with no pending row of their
    /// conversation before them except rows that are taken or offered in the same list.
    ///
    /// The default trusts none, so that offered rows are found by [#read].
    default Set<Long> ready(List<WorkItem<T>> offered, Leases leases) {
        return Set.of();
    }
}
