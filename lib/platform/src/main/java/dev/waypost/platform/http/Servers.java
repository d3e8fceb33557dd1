package dev.waypost.platform.http;

import java.net.URI;
import java.util.Locale;

/// The one spelling of a server.
public final class Servers {
    private Servers() {}

    /// Host and port; what cannot be read is its own server.
    public static String of(String apiUrl) {
        try {
            URI uri = URI.create(apiUrl);
            String host = uri.getHost();
            if (host == null) {
                return apiUrl;
            }
            int standard = "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
            return host.toLowerCase(Locale.ROOT) + ':' + (uri.getPort() < 0 ? standard : uri.getPort());
        } catch (IllegalArgumentException e) {
            return apiUrl;
        }
    }
}
