package dev.waypost.health.verdict;

/// What we hold an endpoint to be, and the run of probes that led there.
///
/// @param cause why it is not healthy; empty when it is
/// @param failures bad probes in a row, up to the latest
/// @param successes good probes in a row, up to the latest
/// @param trouble where it lies; NONE when there is none
/// @param settled the fall came from an answer, not from silence, so one good answer lifts it
public record Verdict(
        HealthStatus status, String cause, Trouble trouble, int failures, int successes, boolean settled) {
    public static final Verdict NONE = new Verdict(HealthStatus.UNKNOWN, "", Trouble.NONE, 0, 0, false);
}
