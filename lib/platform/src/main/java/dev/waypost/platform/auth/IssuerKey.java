package dev.waypost.platform.auth;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Optional;

/// One of the issuer's public keys, good for exactly one algorithm: the key decides it, never the token.
record IssuerKey(String keyId, TokenAlgorithm algorithm, PublicKey key) {
    private static final int SHORTEST_RSA_BITS = 2048;
    private static final int LONGEST_RSA_BITS = 8192;
    private static final int ED25519_BYTES = 32;

    /// The key of a JSON Web Key; empty when it is not for signatures that are taken.
    static Optional<IssuerKey> parse(JsonNode jwk) {
        Optional<TokenAlgorithm> algorithm =
                TokenAlgorithm.ofKeyType(jwk.path("kty").asText());
        String use = jwk.path("use").asText("sig");
        if (algorithm.isEmpty() || !use.equals("sig")) {
            return Optional.empty();
        }
        // Of keys that say what they are for only those that are for the algorithm of their type.
        Optional<TokenAlgorithm> stated =
                jwk.has("alg") ? TokenAlgorithm.of(jwk.path("alg").asText()) : algorithm;
        if (!stated.equals(algorithm)) {
            return Optional.empty();
        }
        try {
            PublicKey key = switch (algorithm.get()) {
                case RS256 -> rsa(jwk);
                case ES256 -> p256(jwk);
                case EDDSA -> ed25519(jwk);
            };
            return Optional.of(new IssuerKey(jwk.path("kid").asText(""), algorithm.get(), key));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    boolean verifies(SignedToken token) {
        return token.algorithm() == algorithm && algorithm.verifies(key, token.signed(), token.signature());
    }

    private static PublicKey rsa(JsonNode jwk) throws GeneralSecurityException {
        BigInteger modulus = number(jwk, "n");
        if (modulus.bitLength() < SHORTEST_RSA_BITS || modulus.bitLength() > LONGEST_RSA_BITS) {
            throw new IllegalArgumentException("a modulus too short to trust or too long to check");
        }
        return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, number(jwk, "e")));
    }

    private static PublicKey p256(JsonNode jwk) throws GeneralSecurityException {
        if (!jwk.path("crv").asText().equals("P-256")) {
            throw new IllegalArgumentException("another curve");
        }
        AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
        curve.init(new ECGenParameterSpec("secp256r1"));
        return KeyFactory.getInstance("EC")
                .generatePublic(new ECPublicKeySpec(
                        new ECPoint(number(jwk, "x"), number(jwk, "y")),
                        curve.getParameterSpec(ECParameterSpec.class)));
    }

    /// Its 32 bytes are y, the lowest first, and in the highest bit whether x is odd.
    private static PublicKey ed25519(JsonNode jwk) throws GeneralSecurityException {
        byte[] x = bytes(jwk, "x");
        if (!jwk.path("crv").asText().equals("Ed25519") || x.length != ED25519_BYTES) {
            throw new IllegalArgumentException("another curve");
        }
        var bigEndian = new byte[ED25519_BYTES];
        for (int i = 0; i < ED25519_BYTES; i++) {
            bigEndian[i] = x[ED25519_BYTES - 1 - i];
        }
        boolean odd = (bigEndian[0] & 0x80) != 0;
        bigEndian[0] &= 0x7f;
        return KeyFactory.getInstance("Ed25519")
                .generatePublic(new EdECPublicKeySpec(
                        NamedParameterSpec.ED25519, new EdECPoint(odd, new BigInteger(1, bigEndian))));
    }

    private static BigInteger number(JsonNode jwk, String field) {
        return new BigInteger(1, bytes(jwk, field));
    }

    private static byte[] bytes(JsonNode jwk, String field) {
        return Base64.getUrlDecoder().decode(jwk.path(field).asText());
    }
}
