package dev.waypost.lanes;

import java.time.Duration;

/// The bounds of one [LaneWorker].
///
/// @param inFlight handlers at once
/// @param inFlightPerTenant handlers at once for one tenant
/// @param backlog rows in memory
/// @param backlogPerTenant rows in memory of one tenant before reads leave it out
/// @param readBatch rows per read and per check of offered rows
/// @param poll how often the table is looked at when nobody says that there is work
/// @param commitBatch results per completing transaction
/// @param errorPause how long a conversation rests after a handler threw
/// @param drain how long closing waits for running handlers
public record LaneSettings(
        int inFlight,
        int inFlightPerTenant,
        int backlog,
        int backlogPerTenant,
        int readBatch,
        Duration poll,
        int commitBatch,
        Duration errorPause,
        Duration drain) {
    private static final int UNWRITTEN_PER_HANDLER = 2;

    public LaneSettings {
        if (inFlight < 1
                || inFlightPerTenant < 1
                || backlog < 1
                || backlogPerTenant < 1
                || readBatch < 1
                || commitBatch < 1) {
            throw new IllegalArgumentException("a lane worker's bounds must be positive");
        }
    }

    public static LaneSettings defaults() {
        return new LaneSettings(
                256,
                64,
                10_000,
                2_000,
                500,
                Duration.ofMillis(250),
                256,
                Duration.ofSeconds(1),
                Duration.ofSeconds(20));
    }

    public LaneSettings withInFlight(int total, int perTenant) {
        return new LaneSettings(
                total, perTenant, backlog, backlogPerTenant, readBatch, poll, commitBatch, errorPause, drain);
    }

    public LaneSettings withBacklog(int total, int perTenant) {
        return new LaneSettings(
                inFlight, inFlightPerTenant, total, perTenant, readBatch, poll, commitBatch, errorPause, drain);
    }

    public LaneSettings withPoll(Duration interval) {
        return new LaneSettings(
                inFlight,
                inFlightPerTenant,
                backlog,
                backlogPerTenant,
                readBatch,
                interval,
                commitBatch,
                errorPause,
                drain);
    }

    public LaneSettings withErrorPause(Duration pause) {
        return new LaneSettings(
                inFlight, inFlightPerTenant, backlog, backlogPerTenant, readBatch, poll, commitBatch, pause, drain);
    }

    public LaneSettings withDrain(Duration wait) {
        return new LaneSettings(
                inFlight, inFlightPerTenant, backlog, backlogPerTenant, readBatch, poll, commitBatch, errorPause, wait);
    }

    /// Items that are done but not written as such: a death costs so many repeated tries at most, beside those under
    /// way.
    int mostUnwritten() {
        return inFlight * UNWRITTEN_PER_HANDLER;
    }

    /// Rows in memory that are kept free for reads.
    int reserve() {
        return Math.min(readBatch, backlog / 4 + 1);
    }

    /// Rows in memory for each of so many tenants.
    int equalShare(int tenants) {
        return Math.max(1, Math.min(backlogPerTenant, (backlog - reserve()) / tenants));
    }
}
