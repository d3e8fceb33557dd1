package dev.waypost.config.transfer;

/// Where an operation stands.
enum TransferState {
    /// Its bytes still come in; nobody knows of it but the call that sends them.
    UPLOADING,
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    boolean isOpen() {
        return this == PENDING || this == RUNNING;
    }

    boolean isResumable() {
        return this == FAILED || this == CANCELLED;
    }
}
