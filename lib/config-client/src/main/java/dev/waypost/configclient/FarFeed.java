package dev.waypost.configclient;

/// Follows the announcements that config-service streams while Redis cannot be relied on.
final class FarFeed {
    private final Announcements announcements;
    private long sessions;
    private boolean following;
    private volatile Horizon horizon = Horizon.NONE;

    FarFeed(Announcements announcements) {
        this.announcements = announcements;
    }

    Horizon horizon() {
        return horizon;
    }

    /// A stream was opened.
    ///
    /// @param continues whether it goes on where the one before ended
    void opened(boolean continues) {
        if (!continues) {
            missed();
        }
    }

    void changed(Change change) {
        announcements.heard(change);
    }

    /// Changes were lost: what is held is covered by nothing until it is read again.
    void missed() {
        following = false;
        horizon = Horizon.NONE;
    }

    /// All that was committed before this moment was told.
    void complete(long until) {
        horizon = following ? horizon.upTo(until) : new Horizon(++sessions, until);
        following = true;
    }
}
