package dev.waypost.providers;

import dev.waypost.platform.settings.Secret;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The way a provider proves that a webhook is its own.
public interface WebhookSignature {
    /// Where the proof stands.
    String header();

    /// The secret that made the proof for exactly these bytes; several are valid while a secret is being rotated. No
    /// secret or no proof means nobody. Takes as long for a wrong proof as for a right one.
    ///
    /// @param presented value of the header; null when it is not there exactly once
    Optional<Secret> provenBy(byte[] body, @Nullable String presented, List<Secret> secrets, Instant now);
}
