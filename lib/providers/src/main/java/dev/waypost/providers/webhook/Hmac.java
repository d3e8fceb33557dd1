package dev.waypost.providers.webhook;

import dev.waypost.platform.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Keyed digests of whole bodies, with as few objects as a hot path can bear: a `Mac` is taken from the pool, as the
/// virtual thread that needs it lives for one webhook.
final class Hmac {
    private static final int MOST_POOLED = 64;

    private final String algorithm;
    private final ConcurrentLinkedDeque<Mac> pool = new ConcurrentLinkedDeque<>();

    Hmac(String algorithm) {
        this.algorithm = algorithm;
    }

    /// The secret that made this digest. Every one is tried, so that the time does not tell which.
    Optional<Secret> keyOf(byte[] body, byte[] presented, List<Secret> secrets) {
        @Nullable Secret matched = null;
        for (Secret secret : secrets) {
            byte[] key = secret.reveal().getBytes(StandardCharsets.UTF_8);
            // An empty key would be one that everybody has.
            if (key.length > 0 && MessageDigest.isEqual(presented, digest(key, body))) {
                matched = secret;
            }
        }
        return Optional.ofNullable(matched);
    }

    byte[] digest(byte[] key, byte[] body) {
        @Nullable Mac pooled = pool.pollFirst();
        try {
            Mac mac = pooled == null ? Mac.getInstance(algorithm) : pooled;
            mac.init(new SecretKeySpec(key, algorithm));
            byte[] digest = mac.doFinal(body);
            if (pooled != null || pool.size() < MOST_POOLED) {
                pool.offerFirst(mac);
            }
            return digest;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
    }
}
