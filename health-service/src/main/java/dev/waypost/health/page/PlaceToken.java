package dev.waypost.health.page;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Where a list that is ordered by a number goes on, and which list it was.
public final class PlaceToken {
    private PlaceToken() {}

    /// @param list what the list was asked for, so that its token fits no other
    /// @return 0 for the beginning
    public static long read(String token, String list) {
        if (token.isEmpty()) {
            return 0;
        }
        try {
            String[] parts = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8).split("\n", -1);
            if (parts.length == 2 && parts[0].equals(mark(list))) {
                return Long.parseLong(parts[1]);
            }
        } catch (IllegalArgumentException e) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID).because(e);
        }
        throw Fault.of(Reason.PAGE_TOKEN_INVALID);
    }

    public static String after(long place, String list) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString((mark(list) + "\n" + place).getBytes(StandardCharsets.UTF_8));
    }

    private static String mark(String list) {
        return Integer.toHexString(list.hashCode());
    }
}
