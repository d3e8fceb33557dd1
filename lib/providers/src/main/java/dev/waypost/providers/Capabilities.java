package dev.waypost.providers;

import java.util.Optional;

/// What a provider can carry, and within which limits; asks nobody and always answers alike.
public interface Capabilities {

    /// Whether it can carry this content.
    ///
    /// @param quoting whether the content answers an earlier message
    Support supports(Content content, boolean quoting);

    /// How large a file of this kind may be; empty when the provider has no such kind.
    Optional<MediaLimit> limit(Content.MediaKind kind);
}
