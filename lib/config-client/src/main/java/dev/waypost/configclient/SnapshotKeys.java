package dev.waypost.configclient;

/// The names in Redis that config-service writes and every other service reads.
public final class SnapshotKeys {
    /// Carries [SnapshotChanged] as JSON.
    public static final String CHANGED = "waypost:config:changed";

    /// Stands when every tenant's snapshot was written since Redis was last empty.
    public static final String FILLED = "waypost:config:filled";

    private SnapshotKeys() {}

    /// Holds the tenant's snapshot as [SnapshotCodec] writes it.
    public static String snapshot(String tenantId) {
        return "whatsapp:config:" + tenantId;
    }
}
