package dev.waypost.config.tenant;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Where a list of tenants goes on, and which list it was.
record PageToken(String tenantId) {
    static final PageToken FIRST = new PageToken("");

    static PageToken read(String token, TenantFilter filter) {
        if (token.isEmpty()) {
            return FIRST;
        }
        String[] parts;
        try {
            parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("\n", -1);
        } catch (IllegalArgumentException e) {
            throw invalid(token).because(e);
        }
        if (parts.length != 2 || !parts[0].equals(filter.mark())) {
            throw invalid(token);
        }
        return new PageToken(parts[1]);
    }

    private static Fault invalid(String token) {
        return Fault.of(Reason.PAGE_TOKEN_INVALID).with("page_token", Fault.Violation.shown(token));
    }

    static String after(Tenant last, TenantFilter filter) {
        String text = filter.mark() + '\n' + last.tenantId();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
