package dev.waypost.config.transfer;

/// Another process has the operation now, or it ended: whatever was under way is rolled back and dropped.
final class LeaseLost extends RuntimeException {
    LeaseLost(String operationId) {
        super(operationId);
    }
}
