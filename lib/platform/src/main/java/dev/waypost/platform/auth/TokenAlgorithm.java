package dev.waypost.platform.auth;

import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Optional;

/// The signatures that are taken. Public keys only: with a shared secret whoever checks a token could make one.
enum TokenAlgorithm {
    RS256("RSA", "SHA256withRSA"),
    ES256("EC", "SHA256withECDSAinP1363Format"),
    EDDSA("OKP", "Ed25519");

    private final String keyType;
    private final String signature;

    TokenAlgorithm(String keyType, String signature) {
        this.keyType = keyType;
        this.signature = signature;
    }

    static Optional<TokenAlgorithm> of(String name) {
        return switch (name) {
            case "RS256" -> Optional.of(RS256);
            case "ES256" -> Optional.of(ES256);
            case "EdDSA", "Ed25519" -> Optional.of(EDDSA);
            default -> Optional.empty();
        };
    }

    static Optional<TokenAlgorithm> ofKeyType(String keyType) {
        for (TokenAlgorithm algorithm : values()) {
            if (algorithm.keyType.equals(keyType)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    boolean verifies(PublicKey key, byte[] signed, byte[] presented) {
        try {
            Signature verifier = Signature.getInstance(signature);
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(presented);
        } catch (GeneralSecurityException e) {
            // A signature of the wrong length or shape is a wrong signature.
            return false;
        }
    }
}
