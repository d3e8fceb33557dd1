package dev.waypost.config.credential;

import dev.waypost.platform.crypto.Vault;
import org.jspecify.annotations.Nullable;

/// A secret as it is stored: sealed, with what may be shown of it.
public record SealedSecret(String sealed, int version, String hint) {
    private static final int SHORTEST_WITH_HINT = 16;

    /// Seals the secret as the next version of what was there.
    public static SealedSecret of(
            Vault vault, String plaintext, String owner, String field, @Nullable SealedSecret before) {
        String hint = plaintext.length() < SHORTEST_WITH_HINT ? "" : plaintext.substring(plaintext.length() - 4);
        return new SealedSecret(vault.seal(plaintext, owner, field), before == null ? 1 : before.version() + 1, hint);
    }
}
