package dev.waypost.configclient;

/// What a held tenant takes in memory, in bytes.
final class Weight {
    /// Entry, key, and a snapshot without endpoints and projects.
    private static final int ALONE = 1_000;
    private static final int PER_CHARACTER = 2;

    private Weight() {}

    static int of(String tenantId, Held held) {
        return ALONE + PER_CHARACTER * held.length();
    }
}
