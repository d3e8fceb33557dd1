package dev.waypost.console.web.html;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// An attribute of an element. Handlers and styles have no place in a page (the policy blocks them), and an address
/// leads to this console or to a web page.
public record Attr(String name, String value) {
    private static final Pattern NAME = Pattern.compile("(?!on)(?!style$)(?!srcdoc$)[a-z][A-Za-z0-9-]*");
    private static final Pattern ADDRESS = Pattern.compile("/(?![/\\\\]).*|[#?].*|https?://.*|", Pattern.DOTALL);

    public Attr {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("attribute: value: " + name + " (expected: one that runs nothing)");
        }
        boolean address = switch (name) {
            case "href", "src", "action", "formaction", "hx-get", "hx-post", "data-live" -> true;
            default -> false;
        };
        if (address && !ADDRESS.matcher(value).matches()) {
            throw new IllegalArgumentException(name + ": value: " + value + " (expected: a path or a web address)");
        }
    }

    public static Attr attr(String name, Object value) {
        return new Attr(name, String.valueOf(value));
    }

    /// One without a value, such as `required`.
    public static Attr flag(String name) {
        return new Attr(name, "");
    }

    /// Nothing, unless `holds`.
    public static @Nullable Attr flag(String name, boolean holds) {
        return holds ? flag(name) : null;
    }

    public static Attr href(String to) {
        return new Attr("href", to);
    }
}
