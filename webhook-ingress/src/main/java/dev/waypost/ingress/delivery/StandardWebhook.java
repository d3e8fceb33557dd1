package dev.waypost.ingress.delivery;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// The three headers of the Standard Webhooks specification: id, timestamp, and an HMAC over both and the body.
record StandardWebhook(String id, String timestamp, String signature) {
    static final String ID = "webhook-id";
    static final String TIMESTAMP = "webhook-timestamp";
    static final String SIGNATURE = "webhook-signature";

    private static final String SECRET_PREFIX = "whsec_";

    /// One signature per secret, parted by spaces: a receiver takes the delivery when any of them is right.
    static StandardWebhook sign(String id, Instant time, byte[] body, List<Secret> secrets) {
        String timestamp = Long.toString(time.getEpochSecond());
        byte[] head = (id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8);
        String signatures = secrets.stream()
                .map(secret -> Signatures.hmacSha256(keyOf(secret), head, body))
                .map(digest -> "v1," + Base64.getEncoder().encodeToString(digest))
                .collect(Collectors.joining(" "));
        return new StandardWebhook(id, timestamp, signatures);
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
