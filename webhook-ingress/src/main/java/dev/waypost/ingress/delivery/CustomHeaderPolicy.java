package dev.waypost.ingress.delivery;

import java.util.Locale;
import java.util.Set;

/// Which of a project's own headers may go with a delivery: none that frames the request or speaks for Waypost.
final class CustomHeaderPolicy {
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "content-type",
            "content-encoding",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "traceparent",
            "tracestate",
            "x-tenant-id");

    private CustomHeaderPolicy() {}

    static boolean allows(String name, String value) {
        String lower = name.toLowerCase(Locale.ROOT);
        return !lower.isEmpty()
                && !OURS.contains(lower)
                && !lower.startsWith("webhook-")
                && !lower.startsWith("x-hub-")
                && !lower.startsWith("x-waypost-")
                && lower.chars().allMatch(c -> c > ' ' && c < 127 && c != ':')
                && value.chars().allMatch(c -> (c >= ' ' && c < 127) || c == '\t');
    }
}
