package dev.waypost.config.transfer;

import java.util.Locale;

/// What an operation does.
enum TransferKind {
    EXPORT,
    IMPORT,
    BULK_SWITCH,
    MIGRATE,
    MOVE;

    /// As callers read it.
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether its file is of no use once it succeeded.
    boolean consumesItsFile() {
        return this != EXPORT;
    }
}
