package dev.waypost.health.alert;

/// One value as it was seen now.
///
/// @param tenantId empty for the platform
/// @param subject what it is about: an endpoint, a project, a queue, a process; empty where there is only one
/// @param summary for people, without secrets, texts and numbers of users
record Reading(AlertKind kind, String tenantId, String subject, double value, String summary) {
    /// The thing that at most one open alert is about.
    record Key(AlertKind kind, String tenantId, String subject) {}

    Key key() {
        return new Key(kind, tenantId, subject);
    }
}
