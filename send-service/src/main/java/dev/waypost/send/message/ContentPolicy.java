package dev.waypost.send.message;

import dev.waypost.providers.Content;
import dev.waypost.providers.Provider;
import dev.waypost.providers.Support;
import java.util.List;
import java.util.Optional;

/// Decides whether a content may be sent through a provider at all.
public final class ContentPolicy {
    private ContentPolicy() {}

    /// What speaks against the content.
    public sealed interface Objection {
        /// The provider cannot carry this type.
        record Unsupported(String provider, String type, String detail) implements Objection {}

        /// Fields are too long, missing or of no use to this provider.
        record Invalid(List<Support.Violation> violations) implements Objection {}
    }

    /// Empty when nothing speaks against it.
    ///
    /// @param quoting whether the message answers an earlier one
    public static Optional<Objection> objection(Content content, boolean quoting, Provider provider) {
        return switch (provider.capabilities().supports(content, quoting)) {
            case Support.Supported _ -> Optional.empty();
            case Support.Unsupported unsupported ->
                Optional.of(
                        new Objection.Unsupported(provider.kind().title(), unsupported.type(), unsupported.detail()));
            case Support.Invalid invalid -> Optional.of(new Objection.Invalid(invalid.violations()));
        };
    }
}
