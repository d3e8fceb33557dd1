package dev.waypost.config.credential;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 of a webhook handshake's verify token: what finds the app or endpoint that expects it.
///
/// It stands beside the sealed token and is written whenever the token is: a hash of another token than the sealed one
/// would send a handshake to the wrong app.
public final class TokenHash {
    private TokenHash() {}

    public static byte[] of(String verifyToken) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(verifyToken.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
