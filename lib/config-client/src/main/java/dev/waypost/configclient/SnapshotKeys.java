package dev.waypost.configclient;

/// The names in Redis that config-service writes and every other service reads.
public final class SnapshotKeys {
    /// Carries [SnapshotChanged] as JSON.
    public static final String CHANGED = "waypost:config:changed";

    /// Hash: member → revision, negative when gone. Under names that begin with a colon: whose database Redis shows,
    /// which fill made it and up to when it is complete. Members are tenants, `app:<id>` and `gateway:<id>`.
    public static final String REVISIONS = "waypost:config:revisions";

    /// Sorted set: each member once, by the order in which they changed last. Shares its fate with [#REVISIONS] through
    /// a member that names the fill: without one the other is worth nothing.
    public static final String FEED = "waypost:config:feed";

    /// What [#REVISIONS] was before the last fill, until its snapshots are removed.
    public static final String DISCARDED = "waypost:config:discarded";

    private SnapshotKeys() {}

    /// Holds the tenant's snapshot as [SnapshotCodec] writes it.
    public static String snapshot(String tenantId) {
        return "whatsapp:config:" + tenantId;
    }
}
