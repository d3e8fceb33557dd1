package dev.waypost.ingress.delivery;

/// Why a project is switched off.
public enum SwitchCause {
    /// It said so itself.
    GONE,
    /// It took nothing for a long time.
    FAILING
}
