package dev.waypost.platform.settings;

/// A value that must never be printed: every way to show it says `[set]`.
public record Secret(String reveal) {
    public static Secret of(String value) {
        return new Secret(value);
    }

    /// Enough for a person to tell two secrets apart, never enough to guess one.
    public String hint() {
        return reveal.length() < 12 ? "" : reveal.substring(reveal.length() - 4);
    }

    @Override
    public String toString() {
        return "[set]";
    }
}
