package dev.waypost.platform.auth;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// A JSON Web Token as presented: taken apart, nothing in it believed yet.
///
/// @param keyId which of the issuer's keys signed it; empty when it does not say
record SignedToken(TokenAlgorithm algorithm, String keyId, byte[] signed, byte[] signature, JsonNode claims) {
    /// What a gRPC header may hold; more is no token.
    static final int LONGEST = 8000;

    private static final int LONGEST_KEY_ID = 256;
    static final ObjectMapper JSON = JsonMapper.builder()
            // Of two claims of one name, somebody else may have read the other.
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /// Whether the text has the shape of a token, rather than of an API key.
    static boolean looksLike(String text) {
        return text.startsWith("eyJ") && text.chars().filter(c -> c == '.').count() == 2;
    }

    static Optional<SignedToken> parse(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3 || text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            JsonNode header = json(parts[0]);
            JsonNode claims = json(parts[1]);
            String keyId = header.path("kid").asText("");
            // `crit` names what must be understood; nothing of the kind is.
            if (!header.isObject() || !claims.isObject() || header.has("crit") || keyId.length() > LONGEST_KEY_ID) {
                return Optional.empty();
            }
            byte[] signed = (parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII);
            byte[] signature = Base64.getUrlDecoder().decode(parts[2]);
            return TokenAlgorithm.of(header.path("alg").asText(""))
                    .map(algorithm -> new SignedToken(algorithm, keyId, signed, signature, claims));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static JsonNode json(String part) throws IOException {
        return JSON.readTree(Base64.getUrlDecoder().decode(part));
    }
}
