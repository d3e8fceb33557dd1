package dev.waypost.config.credential;

import dev.waypost.platform.settings.Secret;

/// What became of a rotation.
///
/// @param plaintext the new secret in clear, for what must be derived from it; never kept
/// @param made whether it was made here rather than given
public record Rotated(SealedSecret secret, Secret plaintext, boolean made) {
    /// The secret when it was made here, else empty: to be answered once and kept nowhere.
    public String generated() {
        return made ? plaintext.reveal() : "";
    }
}
