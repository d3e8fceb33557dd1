package dev.waypost.platform.auth;

import java.util.Optional;

/// Knows the API keys that were handed out.
public interface CallerDirectory {
    /// The caller that this key stands for; empty when it is unknown, expired or revoked.
    Optional<Caller> find(String presentedKey);
}
