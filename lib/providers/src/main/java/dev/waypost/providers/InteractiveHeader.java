package dev.waypost.providers;

/// What stands above an interactive message.
public sealed interface InteractiveHeader {

    /// A line of text.
    record Text(String text) implements InteractiveHeader {}

    /// A picture, film or file.
    record Medium(Content.Media media) implements InteractiveHeader {}
}
