package dev.waypost.ingress.delivery;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/// The three headers of the Standard Webhooks specification: id, timestamp, and an HMAC over both and the body.
record StandardWebhook(String id, String timestamp, String signature) {
    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";

    private static final String SECRET_PREFIX = "whsec_";

    static StandardWebhook sign(String id, Instant time, byte[] body, Secret secret) {
        String timestamp = Long.toString(time.getEpochSecond());
        byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        byte[] digest = Signatures.hmacSha256(keyOf(secret), head, body);
        return new StandardWebhook(id, timestamp, "v1," + Base64.getEncoder().encodeToString(digest));
    }

    /// A secret in the specification's form holds its key as base 64; any other text is the key itself.
    private static byte[] keyOf(Secret secret) {
        String text = secret.reveal();
        if (text.startsWith(SECRET_PREFIX)) {
            try {
                return Base64.getDecoder().decode(text.substring(SECRET_PREFIX.length()));
            } catch (IllegalArgumentException notBase64) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
