package dev.waypost.configclient;

/// What a held tenant takes in memory, in bytes.
final class Weight {
    /// Entry and key. The snapshot itself was measured to take 0.85 bytes for each character of its JSON.
    private static final int ALONE = 400;

    private Weight() {}

    static int of(String tenantId, Held held) {
        return ALONE + held.length();
    }
}
