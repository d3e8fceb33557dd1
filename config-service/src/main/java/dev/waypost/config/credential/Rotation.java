package dev.waypost.config.credential;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a caller asks of a rotation.
///
/// @param secret the new secret; empty asks for one to be made
/// @param overlap how long the old one is accepted as well; null takes the kind's default
public record Rotation(
        SecretKind kind, String secret, @Nullable Duration overlap) {
    @Override
    public String toString() {
        return "Rotation[" + kind + "]";
    }
}
