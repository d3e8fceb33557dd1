package dev.waypost.console.web.frame;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// An address of this console: its parts are encoded, and parameters without a value are left out.
public record Link(String path, String query) {
    /// @param parts of the path, each between slashes
    public static Link to(String... parts) {
        var path = new StringBuilder("/ui");
        for (var part : parts) {
            path.append('/').append(encoded(part));
        }
        return new Link(path.toString(), "");
    }

    public Link with(String name, @Nullable Object value) {
        String text = value == null ? "" : String.valueOf(value);
        if (text.isEmpty()) {
            return this;
        }
        String one = encoded(name) + "=" + encoded(text);
        return new Link(path, query.isEmpty() ? one : query + "&" + one);
    }

    @Override
    public String toString() {
        return query.isEmpty() ? path : path + "?" + query;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
