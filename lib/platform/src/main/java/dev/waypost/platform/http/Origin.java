package dev.waypost.platform.http;

import java.net.URI;
import java.util.Locale;

/// Where a connection leads: calls with the same origin may use one.
record Origin(boolean secure, String host, int port) {
    static Origin of(URI uri) {
        boolean secure = !UrlGuard.isPlain(uri);
        int port = uri.getPort() != -1 ? uri.getPort() : standardPort(secure);
        return new Origin(secure, uri.getHost().toLowerCase(Locale.ROOT), port);
    }

    /// As a request names it.
    String authority() {
        return port == standardPort(secure) ? host : host + ':' + port;
    }

    /// Without the brackets of an IPv6 address.
    String name() {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    private static int standardPort(boolean secure) {
        return secure ? 443 : 80;
    }
}
