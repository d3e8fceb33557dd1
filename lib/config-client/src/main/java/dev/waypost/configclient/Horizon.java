package dev.waypost.configclient;

/// How far one source of changes can be relied on: every change that was committed after the session began and before
/// `until` was announced to this process.
///
/// A session ends when changes may have been missed. What was read before a session began is not covered by it.
///
/// @param session 0 while there is none
/// @param until on the process's own monotonic clock, in nanoseconds
record Horizon(long session, long until) {
    static final Horizon NONE = new Horizon(0, 0);

    /// How old the horizon may be for a lookup to trust it: less than the second within which changes must be seen.
    static final long BOUND = 900_000_000L;

    boolean reaches(long moment) {
        return session != 0 && moment - until < BOUND;
    }

    boolean covers(long since, long moment) {
        return session == since && reaches(moment);
    }

    /// Never moves back within a session.
    Horizon upTo(long moment) {
        return moment - until > 0 ? new Horizon(session, moment) : this;
    }
}
