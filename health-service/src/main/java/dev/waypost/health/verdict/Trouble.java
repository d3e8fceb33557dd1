package dev.waypost.health.verdict;

/// Where the trouble of an endpoint lies, which decides who can repair it.
public enum Trouble {
    NONE,
    /// The key is missing, expired or lacks a permission.
    CREDENTIAL,
    /// The account or number is blocked, restricted, limited or not set up.
    ACCOUNT,
    /// The session of a self-hosted gateway is not connected, or carries nothing.
    SESSION,
    /// The server does not answer, or answers nonsense.
    TRANSPORT,
    /// The endpoint as it is kept: an address that we refuse to call, or something it lacks.
    SETUP,
    /// Our own network, or a bug of ours.
    OURS
}
