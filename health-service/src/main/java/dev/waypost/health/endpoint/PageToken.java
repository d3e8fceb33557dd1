package dev.waypost.health.endpoint;

import dev.waypost.health.probe.EndpointHealth;
import dev.waypost.health.probe.HealthFilter;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.TreeSet;

/// Where a list goes on, and which list it was.
record PageToken(String tenantId, String endpointId) {
    static final PageToken FIRST = new PageToken("", "");

    static PageToken read(String token, HealthFilter filter) {
        if (token.isEmpty()) {
            return FIRST;
        }
        String[] parts;
        try {
            parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("\n", -1);
        } catch (IllegalArgumentException e) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID).because(e);
        }
        if (parts.length != 3 || !parts[0].equals(mark(filter))) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID);
        }
        return new PageToken(parts[1], parts[2]);
    }

    static String after(EndpointHealth last, HealthFilter filter) {
        String text = mark(filter) + "\n" + last.tenantId() + "\n" + last.endpointId();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String mark(HealthFilter filter) {
        return Integer.toHexString(
                (new TreeSet<>(filter.tenantIds()) + filter.status() + '\n' + filter.server()).hashCode());
    }
}
