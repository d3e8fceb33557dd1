package dev.waypost.ingress.intake;

/// Where events wait on the local disk that nobody can place before the store is back. There is none without a spool.
public interface WaitingRoom {
    /// Whether anything waits: then whatever follows waits too, so that no event overtakes an older one.
    boolean isInUse();

    /// Returns once they are on the disk, behind all that waits there.
    void keep(Unplaced events);
}
