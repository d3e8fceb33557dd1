package dev.waypost.config.transfer;

/// How to import.
record ImportSpec(OnConflict onConflict, boolean dryRun, boolean allOrNothing) {
    /// What becomes of something that exists already.
    enum OnConflict {
        SKIP,
        REPLACE,
        FAIL
    }
}
