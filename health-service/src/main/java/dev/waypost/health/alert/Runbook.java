package dev.waypost.health.alert;

/// Where it stands what to do about an alert.
final class Runbook {
    private Runbook() {}

    static String of(AlertKind kind, AlertSettings settings) {
        return settings.runbooks() + kind.title() + ".md";
    }
}
