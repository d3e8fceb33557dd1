package dev.waypost.providers.webhook;

import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.WebhookSignature;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A header with the HMAC of the body as received, in hexadecimal: `X-Hub-Signature-256` of Meta and GOWA,
/// `X-Webhook-Hmac` of WAHA.
public final class HmacSignature implements WebhookSignature {
    private final String header;
    private final String prefix;
    private final int digits;
    private final Hmac hmac;

    private HmacSignature(String header, String prefix, int digits, String algorithm) {
        this.header = header;
        this.prefix = prefix;
        this.digits = digits;
        this.hmac = new Hmac(algorithm);
    }

    /// `sha256=` and 64 digits.
    public static HmacSignature sha256(String header) {
        return new HmacSignature(header, "sha256=", 64, "HmacSHA256");
    }

    /// 128 digits.
    public static HmacSignature sha512(String header) {
        return new HmacSignature(header, "", 128, "HmacSHA512");
    }

    @Override
    public String header() {
        return header;
    }

    @Override
    public Optional<Secret> provenBy(byte[] body, @Nullable String presented, List<Secret> secrets, Instant now) {
        if (presented == null
                || presented.length() != prefix.length() + digits
                || !presented.startsWith(prefix)
                || secrets.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] digest = HexFormat.of().parseHex(presented, prefix.length(), presented.length());
            return hmac.keyOf(body, digest, secrets);
        } catch (IllegalArgumentException notHex) {
            return Optional.empty();
        }
    }
}
