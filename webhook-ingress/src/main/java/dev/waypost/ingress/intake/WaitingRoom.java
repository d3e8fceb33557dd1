package dev.waypost.ingress.intake;

/// Where events wait on the local disk that nobody can place before the store is back. There is none without a spool.
public interface WaitingRoom {
    /// Whether anything waits that must not be overtaken: then what follows waits too.
    ///
    /// @param tenantId whose endpoint signed what follows; empty when an app of the hub did
    boolean isInUse(String tenantId);

    /// Returns once they are on the disk, behind all that waits there.
    void keep(Unplaced events);
}
