package dev.waypost.providers;

/// The way an endpoint speaks; a tenant chooses one per endpoint.
public enum ProviderKind {
    META_CLOUD("Meta Cloud API"),
    WAHA("WAHA"),
    GOWA("GOWA"),
    EVOLUTION("Evolution API");

    private final String title;

    ProviderKind(String title) {
        this.title = title;
    }

    /// The name people use for it, for messages and pages.
    public String title() {
        return title;
    }
}
