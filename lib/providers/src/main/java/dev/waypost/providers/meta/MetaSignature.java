package dev.waypost.providers.meta;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The `X-Hub-Signature-256` header: HMAC-SHA256 of the body as received, keyed with the app secret.
public final class MetaSignature {
    /// Name of the header.
    public static final String HEADER = "X-Hub-Signature-256";

    private static final String PREFIX = "sha256=";
    private static final int HEX_DIGITS = 64;

    private MetaSignature() {}

    /// True when one of the secrets signed exactly these bytes; several are valid while a secret is being rotated.
    /// No secret or no header means no.
    public static boolean verified(byte[] body, @Nullable String header, List<Secret> appSecrets) {
        if (header == null || !header.startsWith(PREFIX) || header.length() != PREFIX.length() + HEX_DIGITS) {
            return false;
        }
        byte[] presented;
        try {
            presented = HexFormat.of().parseHex(header, PREFIX.length(), header.length());
        } catch (IllegalArgumentException notHex) {
            return false;
        }
        // Every secret is tried, so that the time does not tell which one matched.
        boolean matched = false;
        for (Secret secret : appSecrets) {
            byte[] key = secret.reveal().getBytes(StandardCharsets.UTF_8);
            matched |= key.length > 0 && Signatures.equal(presented, Signatures.hmacSha256(key, body));
        }
        return matched;
    }
}
