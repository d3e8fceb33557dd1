package dev.waypost.providers;

/// Where the trouble of an endpoint lies, which decides who can repair it.
public enum CauseKind {
    /// The key is missing, expired or lacks a permission.
    CREDENTIAL,
    /// The account or number is blocked, restricted, unpaid or not set up.
    ACCOUNT,
    /// The session of a self-hosted gateway is not connected.
    SESSION,
    /// The server does not answer, or answers nonsense.
    TRANSPORT,
    /// The endpoint as we keep it: an address that we refuse to call, or something it lacks.
    SETUP
}
