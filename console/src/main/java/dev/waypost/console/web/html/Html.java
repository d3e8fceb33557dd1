package dev.waypost.console.web.html;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A piece of a page. The only way to make one is from elements, so every text in it is escaped.
public final class Html {
    public static final Html NONE = new Html("");
    private static final Set<String> VOID = Set.of("br", "hr", "img", "input", "link", "meta");
    private static final Set<String> RAW = Set.of("script", "style");

    private final String markup;

    private Html(String markup) {
        this.markup = markup;
    }

    /// An element, such as `h("td.num", attr("title", "so many"), 42)`.
    ///
    /// @param tag its name, with `#id` and `.class`es as in a style sheet
    /// @param parts attributes, pieces of a page, lists or streams of them, texts; null and empty are nothing
    public static Html h(String tag, @Nullable Object... parts) {
        int end = nameEnd(tag);
        String name = tag.substring(0, end);
        if (RAW.contains(name) && parts.length > 0 && !Stream.of(parts).allMatch(Attr.class::isInstance)) {
            throw new IllegalArgumentException(name + ": value: content (expected: none, the policy blocks it)");
        }
        var head = new StringBuilder("<").append(name);
        var body = new StringBuilder();
        var classes = new StringBuilder();
        for (int at = end; at < tag.length(); at = nextMark(tag, at)) {
            String word = tag.substring(at + 1, nextMark(tag, at));
            if (tag.charAt(at) == '#') {
                put(head, new Attr("id", word));
            } else {
                classes.append(classes.isEmpty() ? "" : " ").append(word);
            }
        }
        for (var part : parts) {
            add(part, head, body);
        }
        if (!classes.isEmpty()) {
            put(head, new Attr("class", classes.toString()));
        }
        head.append('>');
        return new Html(VOID.contains(name) ? head.toString() : head.append(body) + "</" + name + ">");
    }

    /// Pieces side by side.
    public static Html all(@Nullable Object... parts) {
        var body = new StringBuilder();
        for (var part : parts) {
            add(part, new StringBuilder(), body);
        }
        return new Html(body.toString());
    }

    /// A text that somebody else wrote: its direction does not touch what stands beside it.
    public static Html theirs(String text) {
        return h("bdi", text);
    }

    /// This piece as the whole answer.
    public String page() {
        return "<!doctype html>\n" + markup + "\n";
    }

    public boolean isEmpty() {
        return markup.isEmpty();
    }

    @Override
    public String toString() {
        return markup;
    }

    private static void add(@Nullable Object part, StringBuilder head, StringBuilder body) {
        switch (part) {
            case null -> {}
            case Attr attr -> put(head, attr);
            case Html html -> body.append(html.markup);
            case Optional<?> maybe -> maybe.ifPresent(one -> add(one, head, body));
            case Stream<?> many -> many.forEach(one -> add(one, head, body));
            case List<?> many -> many.forEach(one -> add(one, head, body));
            default -> body.append(escaped(String.valueOf(part)));
        }
    }

    private static void put(StringBuilder head, Attr attr) {
        head.append(' ').append(attr.name());
        if (!attr.value().isEmpty()
                || attr.name().equals("value")
                || attr.name().equals("alt")) {
            head.append("=\"").append(escaped(attr.value())).append('"');
        }
    }

    private static int nameEnd(String tag) {
        int end = 0;
        while (end < tag.length() && tag.charAt(end) != '#' && tag.charAt(end) != '.') {
            end++;
        }
        return end;
    }

    private static int nextMark(String tag, int at) {
        int next = at + 1;
        while (next < tag.length() && tag.charAt(next) != '#' && tag.charAt(next) != '.') {
            next++;
        }
        return next;
    }

    private static String escaped(String text) {
        var safe = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                // Nothing that a page may hold; some would end the document for a parser.
                case '\0' -> safe.append('\uFFFD');
                default -> safe.append(c);
            }
        }
        return safe.toString();
    }
}
