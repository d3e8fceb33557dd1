package dev.waypost.platform.http;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A request as it is sent, whatever the protocol.
record Outgoing(String method, Origin origin, String target, Map<String, String> headers, byte[] body, long deadline) {
    /// They say how the message is cut, which is nobody's business but the connection's.
    private static final Set<String> OF_THE_CONNECTION = Set.of(
            "connection",
            "content-length",
            "expect",
            "host",
            "keep-alive",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private static final char DELETE = 0x7f;

    /// @throws IllegalArgumentException when a header would not be one header
    static Outgoing of(HttpCall call, @Nullable String traceparent, long deadline) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("User-Agent", "waypost");
        headers.put("Accept-Encoding", "identity");
        call.headers().forEach((name, value) -> {
            check(name, value);
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                headers.put(name, value);
            }
        });
        if (traceparent != null) {
            headers.put("traceparent", traceparent);
        }
        return new Outgoing(call.method(), Origin.of(call.uri()), target(call), headers, call.body(), deadline);
    }

    boolean hasBody() {
        return !method.equals("GET") && !method.equals("HEAD");
    }

    private static String target(HttpCall call) {
        @Nullable String path = call.uri().getRawPath();
        @Nullable String query = call.uri().getRawQuery();
        String whole = (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : '?' + query);
        check("path", whole);
        return whole;
    }

    private static void check(String name, String value) {
        boolean good = !name.isEmpty();
        for (int i = 0; good && i < name.length(); i++) {
            char c = name.charAt(i);
            good = c > ' ' && c < DELETE && c != ':';
        }
        for (int i = 0; good && i < value.length(); i++) {
            char c = value.charAt(i);
            good = c == '\t' || (c >= ' ' && c < DELETE);
        }
        if (!good) {
            throw new IllegalArgumentException("a header or the path has a character that cannot be sent");
        }
    }
}
