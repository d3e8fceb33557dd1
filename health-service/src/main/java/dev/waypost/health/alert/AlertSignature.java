package dev.waypost.health.alert;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/// The signature that the Standard Webhooks specification asks for: an HMAC over id, time and body.
final class AlertSignature {
    private static final String PREFIX = "whsec_";

    private AlertSignature() {}

    /// One for each secret, parted by spaces: a receiver takes the post when any of them is right.
    static String of(String id, Instant time, byte[] body, List<Secret> secrets) {
        byte[] head = (id + "." + time.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8);
        return secrets.stream()
                .map(secret -> Signatures.hmacSha256(keyOf(secret), head, body))
                .map(digest -> "v1," + Base64.getEncoder().encodeToString(digest))
                .collect(Collectors.joining(" "));
    }

    /// A secret in the specification's form holds its key as base 64; any other text is the key itself.
    private static byte[] keyOf(Secret secret) {
        String text = secret.reveal();
        if (text.startsWith(PREFIX)) {
            try {
                return Base64.getDecoder().decode(text.substring(PREFIX.length()));
            } catch (IllegalArgumentException notBase64) {
                return text.getBytes(StandardCharsets.UTF_8);
            }
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
