package dev.waypost.config.endpoint;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;

/// A server's base address in one spelling: equal texts are the same server.
final class BaseAddress {
    private BaseAddress() {}

    /// Scheme and host in lower case, the port only where it is not the scheme's own, the path without a last slash.
    static String of(String url) {
        URI uri = URI.create(url);
        String path = Objects.requireNonNullElse(uri.getRawPath(), "");
        return origin(uri) + path.replaceAll("/+$", "");
    }

    /// Whether both lead to the same scheme, host and port: only then may one's key be sent to the other.
    static boolean isSameOrigin(String one, String other) {
        return origin(URI.create(one)).equals(origin(URI.create(other)));
    }

    /// Scheme, host and port.
    static String origin(String url) {
        return origin(URI.create(url));
    }

    private static String origin(URI uri) {
        String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
        String host = Objects.requireNonNullElse(uri.getHost(), "").toLowerCase(Locale.ROOT);
        int standard = scheme.equals("https") ? 443 : 80;
        int port = uri.getPort() == -1 ? standard : uri.getPort();
        return scheme + "://" + host + (port == standard ? "" : ":" + port);
    }
}
