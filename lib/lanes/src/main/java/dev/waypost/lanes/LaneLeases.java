package dev.waypost.lanes;

/// A worker's share of a queue's lanes.
public final class LaneLeases implements AutoCloseable {
    @Override
    public void close() {}
}
