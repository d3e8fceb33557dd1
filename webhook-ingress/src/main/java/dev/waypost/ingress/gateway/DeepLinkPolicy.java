package dev.waypost.ingress.gateway;

import java.util.Optional;

/// Decides whether a text is a deep link, `start_<word>_<code>`, and which code it carries.
///
/// ASCII letters count in either case. Nothing else is folded: to Java's own comparisons a long s is an s and a Kelvin
/// sign a k, so that two texts that differ on a screen would lead to one tenant. A text is a link as a whole or not at
/// all, blanks around it aside. Each character is looked at once at most, and most texts are settled by their length.
public final class DeepLinkPolicy {
    private static final String PREFIX = "start_";
    private static final int LONGEST_WORD = 32;
    private static final int LONGEST_CODE = 64;
    private static final int LONGEST_LINK = PREFIX.length() + LONGEST_WORD + 1 + LONGEST_CODE;
    /// Texts that are longer are not looked at.
    static final int LONGEST_TEXT = LONGEST_LINK + 64;

    private DeepLinkPolicy() {}

    /// The code, in lower case, when the text is a link of the gateway with this word.
    ///
    /// @param word in lower case
    public static Optional<String> codeIn(String text, String word) {
        if (text.length() > LONGEST_TEXT || text.length() < PREFIX.length() + word.length() + 2) {
            return Optional.empty();
        }
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        int at = after(text, start, end, PREFIX);
        at = at < 0 || word.isEmpty() ? -1 : after(text, at, end, word);
        if (at < 0 || at >= end || text.charAt(at) != '_') {
            return Optional.empty();
        }
        return code(text, at + 1, end);
    }

    private static Optional<String> code(String text, int start, int end) {
        int length = end - start;
        if (length < 1 || length > LONGEST_CODE) {
            return Optional.empty();
        }
        var code = new char[length];
        for (int i = 0; i < length; i++) {
            char c = lower(text.charAt(start + i));
            boolean sound = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
            if (!sound) {
                return Optional.empty();
            }
            code[i] = c;
        }
        return Optional.of(new String(code));
    }

    /// Where the text goes on after the expected lower-case part; -1 when that is not there.
    private static int after(String text, int start, int end, String expected) {
        if (end - start < expected.length()) {
            return -1;
        }
        for (int i = 0; i < expected.length(); i++) {
            if (lower(text.charAt(start + i)) != expected.charAt(i)) {
                return -1;
            }
        }
        return start + expected.length();
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
