package dev.waypost.health.metric;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Where a list of tenants goes on, and which list it was.
final class MetricPage {
    private MetricPage() {}

    static String read(String token, String mark) {
        if (token.isEmpty()) {
            return "";
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            int line = text.indexOf('\n');
            if (line > 0 && text.substring(0, line).equals(mark)) {
                return text.substring(line + 1);
            }
        } catch (IllegalArgumentException e) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID).because(e);
        }
        throw Fault.of(Reason.PAGE_TOKEN_INVALID);
    }

    static String after(String tenantId, String mark) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((mark + "\n" + tenantId).getBytes(StandardCharsets.UTF_8));
    }
}
