package dev.waypost.config.transfer;

/// How one item ended.
enum ItemOutcome {
    DONE,
    SKIPPED,
    FAILED,
    CONFLICT;

    /// A conflict counts as failed: a person must look.
    boolean failed() {
        return this == FAILED || this == CONFLICT;
    }
}
