package dev.waypost.send.message;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/// Where the next page begins; good only for the filter that it was made with.
final class PageToken {
    private static final int DIGEST = 8;

    private PageToken() {}

    static String of(long id, MessageStore.Filter filter) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES + DIGEST)
                .putLong(id)
                .put(digest(filter))
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// The id that the page's messages are below.
    static long before(String token, MessageStore.Filter filter) {
        if (token.isEmpty()) {
            return Long.MAX_VALUE;
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID);
        }
        boolean made = bytes.length == Long.BYTES + DIGEST
                && Arrays.equals(bytes, Long.BYTES, bytes.length, digest(filter), 0, DIGEST);
        if (!made) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID);
        }
        return ByteBuffer.wrap(bytes).getLong();
    }

    private static byte[] digest(MessageStore.Filter filter) {
        return Arrays.copyOf(Signatures.sha256(filter.toString()), DIGEST);
    }
}
