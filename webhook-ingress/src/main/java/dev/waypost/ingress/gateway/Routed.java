package dev.waypost.ingress.gateway;

/// What became of a user's message to a shared number.
///
/// @param user as answers show the user
/// @param tenantId whose it is now: the tenant of the lock, or the gateway's own; empty while it waits
/// @param fresh whether it was not there before
record Routed(Action action, String user, String tenantId, boolean fresh) {
    /// How its tenant was found.
    enum Action {
        /// By the link in it.
        NEW_SESSION_LOCKED,
        /// By the lock of its user.
        EXISTING_SESSION,
        /// Its user is nobody's; the gateway has a project for that.
        DEFAULT_PROJECT,
        /// Its user is nobody's: kept, and delivered to nobody.
        QUARANTINED,
        /// It waits on the disk until the store says whose its user is.
        WAITING
    }
}
