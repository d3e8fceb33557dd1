package dev.waypost.ingress.replay;

/// Where a replay stands; named as in the contract without prefix.
enum ReplayState {
    PENDING,
    RUNNING,
    SUCCEEDED,
    FAILED,
    CANCELLED
}
