package dev.waypost.ingress.spool;

/// A place in the spool: a segment and a byte in it.
record Position(long segment, long offset) implements Comparable<Position> {
    @Override
    public int compareTo(Position other) {
        int segments = Long.compare(segment, other.segment);
        return segments != 0 ? segments : Long.compare(offset, other.offset);
    }
}
