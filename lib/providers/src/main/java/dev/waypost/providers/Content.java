package dev.waypost.providers;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a message says, in words that belong to no provider.
public sealed interface Content {

    /// The type in lower case, as callers and errors name it.
    String type();

    /// True for what only shows in passing: it has no id, no receipts and nothing to quote.
    default boolean isSignal() {
        return false;
    }

    /// Plain text.
    record Text(String body, boolean previewUrl) implements Content {
        @Override
        public String type() {
            return "text";
        }
    }

    /// A file.
    ///
    /// @param mimeType what it is; null lets its name or the provider tell
    /// @param voice for sounds: whether it is a voice note
    record Media(
            MediaKind kind,
            MediaSource source,
            @Nullable String caption,
            @Nullable String filename,
            @Nullable String mimeType,
            boolean voice)
            implements Content {

        /// A file that the provider fetches.
        public static Media link(MediaKind kind, String url) {
            return new Media(kind, new MediaSource.Link(url), null, null, null, false);
        }

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

    /// Address book entries.
    record Contacts(List<ContactCard> cards) implements Content {
        public Contacts {
            cards = List.copyOf(cards);
        }

        @Override
        public String type() {
            return "contacts";
        }
    }

    /// An emoji on an earlier message; an empty emoji takes it back.
    ///
    /// @param onOurs whether the message was sent by us
    record Reaction(String providerMessageId, String emoji, boolean onOurs) implements Content {
        @Override
        public String type() {
            return "reaction";
        }
    }

    /// An approved template with what fills its gaps.
    record Template(String name, String language, List<TemplateComponent> components) implements Content {
        public Template {
            components = List.copyOf(components);
        }

        @Override
        public String type() {
            return "template";
        }
    }

    /// A text with something to press.
    record Interactive(
            @Nullable InteractiveHeader header,
            String body,
            @Nullable String footer,
            InteractiveAction action) implements Content {
        @Override
        public String type() {
            return "interactive";
        }
    }

    /// A question with answers to choose from.
    ///
    /// @param maxChoices most answers of one user
    record Poll(String question, List<String> options, int maxChoices) implements Content {
        public Poll {
            options = List.copyOf(options);
        }

        @Override
        public String type() {
            return "poll";
        }
    }

    /// A sign that the user's message was read.
    record ReadMark(String providerMessageId) implements Content {
        @Override
        public String type() {
            return "read_mark";
        }

        @Override
        public boolean isSignal() {
            return true;
        }
    }

    /// A sign that an answer is being typed.
    ///
    /// @param providerMessageId the message being answered, where the provider wants one
    /// @param duration how long; null takes the provider's default
    record Typing(
            @Nullable String providerMessageId, @Nullable Duration duration) implements Content {
        @Override
        public String type() {
            return "typing";
        }

        @Override
        public boolean isSignal() {
            return true;
        }
    }
}
