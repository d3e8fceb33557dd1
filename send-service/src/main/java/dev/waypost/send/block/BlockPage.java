package dev.waypost.send.block;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// Where the next page of a block list begins; good only for the list that it was made with.
final class BlockPage {
    private static final int DIGEST = 8;

    private BlockPage() {}

    static String token(String number, String tenantId, String prefix) {
        byte[] place = number.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(digest(tenantId, prefix), DIGEST + place.length);
        System.arraycopy(place, 0, bytes, DIGEST, place.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /// The number that the page's are behind.
    static String after(String token, String tenantId, String prefix) {
        if (token.isEmpty()) {
            return "";
        }
        byte[] bytes;
        try {
            bytes = Base64.getUrlDecoder().decode(token);
        } catch (IllegalArgumentException notBase64) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID);
        }
        if (bytes.length <= DIGEST || !Arrays.equals(bytes, 0, DIGEST, digest(tenantId, prefix), 0, DIGEST)) {
            throw Fault.of(Reason.PAGE_TOKEN_INVALID);
        }
        return new String(bytes, DIGEST, bytes.length - DIGEST, StandardCharsets.UTF_8);
    }

    private static byte[] digest(String tenantId, String prefix) {
        return Arrays.copyOf(Signatures.sha256("block/" + tenantId + "/" + prefix), DIGEST);
    }
}
