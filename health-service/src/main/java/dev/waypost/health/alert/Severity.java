package dev.waypost.health.alert;

/// How bad an alert is, the worse later.
public enum Severity {
    INFO,
    WARNING,
    CRITICAL
}
