package dev.waypost.simulator.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// One request as it stood on the wire: header names in the sender's letters and order, body bytes untouched.
public record HttpRequest(String method, String path, String query, List<Header> headers, byte[] body) {

    /// One header line.
    public record Header(String name, String value) {}

    /// The first value of a header, whatever the letters of its name.
    public Optional<String> header(String name) {
        for (Header header : headers) {
            if (header.name().equalsIgnoreCase(name)) {
                return Optional.of(header.value());
            }
        }
        return Optional.empty();
    }

    /// The first value of a query parameter, decoded.
    public Optional<String> parameter(String name) {
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (!key.isEmpty() && decoded(key).equals(name)) {
                return Optional.of(equals < 0 ? "" : decoded(pair.substring(equals + 1)));
            }
        }
        return Optional.empty();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadInput(
                    "query: \"" + text + "\" (expected: percent signs followed by two hexadecimal digits)", e);
        }
    }
}
