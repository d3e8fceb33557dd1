package dev.waypost.send.message;

/// Where a message stands. The rank orders what is known of it: a state is only ever replaced by one of higher rank,
/// except that a try which surely did not reach the provider puts DISPATCHING back to QUEUED.
public enum MessageState {
    QUEUED(0),
    HELD(0),
    DISPATCHING(1),
    UNKNOWN(2),
    EXPIRED(2),
    CANCELLED(2),
    SENT(3),
    FAILED(4),
    DELIVERED(5),
    READ(6),
    PLAYED(7);

    private final int rank;

    MessageState(int rank) {
        this.rank = rank;
    }

    int rank() {
        return rank;
    }

    /// Whether a lane worker still has to do something about it.
    public boolean isPending() {
        return this == QUEUED || this == DISPATCHING;
    }
}
