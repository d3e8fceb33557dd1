package dev.waypost.health.alert;

import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What is watched, and the rule that the suite comes with. Each has a runbook of its name.
public enum AlertKind {
    ERROR_RATE(Severity.WARNING, 0.1, 0.8, 60, 120, "share", "Failed tries of all tries of a tenant in five minutes."),
    DISCONNECT_RATE(
            Severity.CRITICAL, 0.2, 0.5, 0, 120, "share", "Endpoints that do not work, of all that are watched."),
    ENDPOINT_UNHEALTHY(Severity.CRITICAL, 1, 1, 0, 30, "state", "An endpoint does not work."),
    NO_INBOUND(Severity.WARNING, 86_400, 1, 0, 0, "seconds", "How long no user of a busy endpoint has written."),
    QUEUE_AGE(Severity.WARNING, 300, 0.5, 30, 60, "seconds", "How long the oldest work of a queue has waited."),
    DEAD_LETTERS(Severity.WARNING, 100, 0.9, 0, 60, "count", "Deliveries that are not tried any more."),
    CREDENTIAL_EXPIRY(
            Severity.WARNING, 1, 1, 0, 60, "state", "The provider refuses an endpoint's credential, or it ends soon."),
    MEMORY(Severity.WARNING, 0.9, 0.9, 60, 120, "share", "How full the heap of a process is."),
    SPOOL_IN_USE(Severity.WARNING, 1, 1, 10, 30, "bytes", "Webhooks that wait on disk because PostgreSQL is away."),
    SLO_BURN(
            Severity.CRITICAL,
            14.4,
            0.5,
            60,
            300,
            "times",
            "How much faster than allowed messages fail, over five minutes and an hour, with 99.5 % promised."),
    PROJECT_OFF(Severity.WARNING, 1, 1, 0, 10, "state", "A project takes no deliveries: they wait."),
    SERVICE_DOWN(Severity.CRITICAL, 1, 1, 10, 20, "state", "A process, or a part of one, does not work."),
    SERVICE_DEGRADED(
            Severity.WARNING, 1, 1, 60, 60, "state", "A part of a process works with less than it should have."),
    ALERT_STORM(
            Severity.CRITICAL, 20, 0.5, 0, 300, "count", "Many alerts of one kind within five minutes: told as one.");

    private final Severity severity;
    private final double threshold;
    private final double clearShare;
    private final int raiseSeconds;
    private final int clearSeconds;
    private final String unit;
    private final String description;

    AlertKind(
            Severity severity,
            double threshold,
            double clearShare,
            int raiseSeconds,
            int clearSeconds,
            String unit,
            String description) {
        this.severity = severity;
        this.threshold = threshold;
        this.clearShare = clearShare;
        this.raiseSeconds = raiseSeconds;
        this.clearSeconds = clearSeconds;
        this.unit = unit;
        this.description = description;
    }

    /// What callers and files call it, such as `error_rate`.
    public String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<AlertKind> titled(String title) {
        return Arrays.stream(values())
                .filter(kind -> kind.title().equals(title))
                .findFirst();
    }

    String unit() {
        return unit;
    }

    String description() {
        return description;
    }

    /// Whether the subject of its alerts is an endpoint.
    boolean isAboutEndpoint() {
        return this == ENDPOINT_UNHEALTHY || this == NO_INBOUND || this == CREDENTIAL_EXPIRY;
    }

    double clearShare() {
        return clearShare;
    }

    /// The rule for everybody, unless somebody changes it.
    Rule builtIn() {
        return builtIn(threshold);
    }

    Rule builtIn(double allowed) {
        return new Rule(
                this,
                "",
                true,
                severity,
                allowed,
                allowed * clearShare,
                Duration.ofSeconds(raiseSeconds),
                Duration.ofSeconds(clearSeconds),
                0,
                null);
    }
}
