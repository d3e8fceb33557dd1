package dev.waypost.ingress.inspect;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;

/// Where a list goes on, and with which filter: a token of another list is refused. It grants nothing.
public final class PageToken {
    private static final int MARK_LENGTH = 16;

    private PageToken() {}

    public static String write(String position, String filter) {
        String text = mark(filter) + position;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /// The position to go on from; empty for the first page.
    public static String read(String token, String filter) {
        if (token.isEmpty()) {
            return "";
        }
        try {
            String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            if (text.startsWith(mark(filter))) {
                return text.substring(MARK_LENGTH);
            }
        } catch (IllegalArgumentException malformed) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID).because(malformed);
        }
        throw Fault.of(Reason.PAGE_TOKEN_INVALID);
    }

    private static String mark(String filter) {
        return HexFormat.of().formatHex(Signatures.sha256(filter)).substring(0, MARK_LENGTH);
    }
}
