package dev.waypost.console.api;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Writes text into a page so that it stays text.
final class Html {
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern BOLD = Pattern.compile("\\*\\*([^*]+)\\*\\*");
    private static final Pattern BLANK = Pattern.compile("\\n\\s*\\n");

    private Html() {}

    static String text(@Nullable Object value) {
        return String.valueOf(value)
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /// Text with the little of Markdown that the document uses: code and bold.
    static String line(@Nullable Object value) {
        String coded = CODE.matcher(text(value)).replaceAll("<code>$1</code>");
        return BOLD.matcher(coded).replaceAll("<strong>$1</strong>");
    }

    static String paragraphs(@Nullable Object value) {
        StringBuilder html = new StringBuilder();
        for (String paragraph : BLANK.split(String.valueOf(value).strip())) {
            html.append("<p>").append(line(paragraph)).append("</p>\n");
        }
        return html.toString();
    }
}
