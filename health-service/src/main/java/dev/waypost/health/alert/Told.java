package dev.waypost.health.alert;

/// Whose webhooks know that an alert is open.
enum Told {
    NOBODY,
    /// Those of its tenant; for everybody else a storm stands for it.
    TENANT,
    EVERYBODY
}
