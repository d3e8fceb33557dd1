package dev.waypost.providers.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.settings.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A bearer token that shows knowledge of a secret: a JWT of HS256, or the secret itself.
public final class Bearer {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Hmac HMAC = new Hmac("HmacSHA256");
    private static final int LONGEST = 4096;
    private static final Duration SKEW = Duration.ofSeconds(60);
    /// Evolution's tokens live ten minutes. One that says it lives for years is nobody's.
    private static final Duration LONGEST_LIFE = Duration.ofHours(1);

    private Bearer() {}

    public static Optional<Secret> provenBy(String token, List<Secret> secrets, Instant now) {
        if (token.isEmpty() || token.length() > LONGEST) {
            return Optional.empty();
        }
        Optional<Secret> signed = signedBy(token, secrets, now);
        @Nullable Secret known = null;
        for (Secret secret : secrets) {
            if (Signatures.equal(token, secret.reveal()) && !secret.reveal().isEmpty()) {
                known = secret;
            }
        }
        return known == null ? signed : Optional.of(known);
    }

    private static Optional<Secret> signedBy(String token, List<Secret> secrets, Instant now) {
        int first = token.indexOf('.');
        int last = token.lastIndexOf('.');
        if (first <= 0 || last == first || token.indexOf('.', first + 1) != last) {
            return Optional.empty();
        }
        try {
            byte[] signature = Base64.getUrlDecoder().decode(token.substring(last + 1));
            byte[] signed = token.substring(0, last).getBytes(StandardCharsets.UTF_8);
            Optional<Secret> key = HMAC.keyOf(signed, signature, secrets);
            boolean sound = key.isPresent()
                    && json(token.substring(0, first)).path("alg").asText().equals("HS256")
                    && isTimely(json(token.substring(first + 1, last)), now);
            return sound ? key : Optional.empty();
        } catch (IllegalArgumentException | IOException noToken) {
            return Optional.empty();
        }
    }

    private static JsonNode json(String part) throws IOException {
        return MAPPER.readTree(Base64.getUrlDecoder().decode(part));
    }

    private static boolean isTimely(JsonNode claims, Instant now) {
        long issued = claims.path("iat").asLong(-1);
        long expires = claims.path("exp").asLong(-1);
        long second = now.getEpochSecond();
        return issued > 0
                && expires > issued
                && expires - issued <= LONGEST_LIFE.toSeconds()
                && issued <= second + SKEW.toSeconds()
                && expires >= second - SKEW.toSeconds();
    }
}
