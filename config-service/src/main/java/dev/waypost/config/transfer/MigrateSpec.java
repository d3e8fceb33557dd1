package dev.waypost.config.transfer;

import dev.waypost.config.transfer.ImportSpec.OnConflict;

/// How the rows of an older system are brought over.
record MigrateSpec(Format format, OnConflict onConflict, boolean dryRun) {
    /// How the rows are written.
    enum Format {
        /// Told from the first byte.
        TOLD_BY_CONTENT,
        CSV,
        JSON
    }
}
