package dev.waypost.send.message;

import dev.waypost.providers.Content;
import dev.waypost.providers.Provider;
import java.util.Optional;

/// Decides whether a content may be sent through a provider at all.
public final class ContentPolicy {
    private static final int LONGEST_TEXT = 4096;
    private static final int LONGEST_CAPTION = 1024;

    private ContentPolicy() {}

    /// What speaks against the content.
    public sealed interface Objection {
        /// The provider cannot carry this type.
        record Unsupported(String provider, String type) implements Objection {}

        /// A field is too long or missing.
        record Invalid(String field, String description) implements Objection {}
    }

    /// Empty when nothing speaks against it.
    public static Optional<Objection> objection(Content content, Provider provider) {
        if (!provider.sender().carries(content)) {
            return Optional.of(new Objection.Unsupported(provider.kind().title(), content.type()));
        }
        return switch (content) {
            case Content.Text text -> length("content.text.body", text.body(), 1, LONGEST_TEXT);
            case Content.Media media ->
                media.caption() == null
                        ? Optional.empty()
                        : length("content." + media.type() + ".caption", media.caption(), 0, LONGEST_CAPTION);
            case Content.Location _, Content.Reaction _, Content.Template _ -> Optional.empty();
        };
    }

    private static Optional<Objection> length(String field, String value, int least, int most) {
        int length = value.codePointCount(0, value.length());
        return length >= least && length <= most
                ? Optional.empty()
                : Optional.of(new Objection.Invalid(
                        field, "length: " + length + " (expected: " + least + " to " + most + " characters)"));
    }
}
