package dev.waypost.providers;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a message says, in words that belong to no provider.
public sealed interface Content {

    /// The type in lower case, as callers and errors name it.
    String type();

    /// Plain text.
    record Text(String body, boolean previewUrl) implements Content {
        @Override
        public String type() {
            return "text";
        }
    }

    /// A file that the provider fetches from `link`, or already holds under `mediaId`.
    record Media(
            MediaKind kind,
            @Nullable String link,
            @Nullable String mediaId,
            @Nullable String caption,
            @Nullable String filename)
            implements Content {
        @Override
        public String type() {
            return kind.name().toLowerCase(Locale.ROOT);
        }
    }

    /// The media types that every provider distinguishes.
    enum MediaKind {
        IMAGE,
        VIDEO,
        AUDIO,
        DOCUMENT,
        STICKER
    }

    /// A place on the map.
    record Location(
            double latitude,
            double longitude,
            @Nullable String name,
            @Nullable String address) implements Content {
        @Override
        public String type() {
            return "location";
        }
    }

    /// An emoji on an earlier message; an empty emoji takes it back.
    record Reaction(String providerMessageId, String emoji) implements Content {
        @Override
        public String type() {
            return "reaction";
        }
    }

    /// An approved template with the values of its body, in order.
    record Template(String name, String language, List<String> bodyValues) implements Content {
        public Template {
            bodyValues = List.copyOf(bodyValues);
        }

        @Override
        public String type() {
            return "template";
        }
    }
}
