package dev.waypost.send.session;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/// Where the next page of sessions begins; good only for the filter that it was made with.
final class SessionPageToken {
    private SessionPageToken() {}

    static String of(SessionKey last, SessionStore.Filter filter) {
        String text = digest(filter) + "/" + last.tenantId() + "/" + last.endpointId();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static SessionKey after(String token, SessionStore.Filter filter) {
        if (token.isEmpty()) {
            return new SessionKey("", "");
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("/", 3);
            if (parts.length == 3 && parts[0].equals(digest(filter))) {
                return new SessionKey(parts[1], parts[2]);
            }
        } catch (IllegalArgumentException notBase64) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID);
        }
        throw Fault.of(Reason.PAGE_TOKEN_INVALID);
    }

    private static String digest(SessionStore.Filter filter) {
        return HexFormat.of().formatHex(Signatures.sha256(filter.tenantId() + "/" + filter.state()), 0, 8);
    }
}
