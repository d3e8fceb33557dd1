package dev.waypost.providers;

import java.util.Optional;

/// What this build can do with one kind of provider; an absent capability is said plainly, never pretended.
///
/// @param capabilities which contents it carries
/// @param uploader for a provider that keeps files; to the others a file goes with its message
/// @param sessions for a provider that people log in at
public record Provider(
        ProviderKind kind,
        Sender sender,
        Capabilities capabilities,
        Optional<MediaUploader> uploader,
        Optional<Prober> prober,
        Checker checker,
        Optional<Sessions> sessions) {}
