package dev.waypost.lanes;

import java.util.List;
import java.util.function.Function;

/// Works a queue: in order within a conversation, fair between tenants, fenced by the epoch of each lane.
public final class LaneWorker<T, R> implements AutoCloseable {
    public LaneWorker(
            String name, WorkSource<T, R> source, LaneLeases leases, Function<WorkItem<T>, R> handler, LaneSettings settings) {}

    /// Joins the queue and begins to work.
    public void start() {}

    /// Rows that this process has just committed; they need no second read when their lane is ours.
    public void offer(List<WorkItem<T>> items) {}

    /// Says that there may be work that this worker does not know of.
    public void wake() {}

    /// Stops taking work, waits for running handlers, writes their results and gives the lanes back.
    @Override
    public void close() {}
}
