package dev.waypost.config.transfer;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// Seals the secrets of one file under a passphrase: one slow derivation per file, then AES-256-GCM per secret.
///
/// What a secret belongs to is bound to it: moved to another object or field it does not open.
final class Passphrase {
    static final String DERIVATION = "PBKDF2WithHmacSHA256";
    static final int ITERATIONS = 600_000;
    /// A file may ask for more work than we do, but not for hours of it.
    static final int MOST_ITERATIONS = 10_000_000;

    static final int SALT_BYTES = 16;
    private static final int KEY_BITS = 256;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final SecretKeySpec key;

    private Passphrase(SecretKeySpec key) {
        this.key = key;
    }

    static Passphrase of(String text, byte[] salt, int iterations) {
        return new Passphrase(new SecretKeySpec(derive(text, salt, iterations), "AES"));
    }

    /// As slow as guessing the passphrase shall be.
    static byte[] derive(String text, byte[] salt, int iterations) {
        try {
            var spec = new PBEKeySpec(text.toCharArray(), salt, iterations, KEY_BITS);
            return SecretKeyFactory.getInstance(DERIVATION).generateSecret(spec).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK knows " + DERIVATION, e);
        }
    }

    static byte[] salt() {
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        return salt;
    }

    /// @param belongsTo object and field
    String seal(String plaintext, String belongsTo) {
        byte[] nonce = new byte[NONCE_BYTES];
        RANDOM.nextBytes(nonce);
        try {
            byte[] sealed =
                    cipher(Cipher.ENCRYPT_MODE, nonce, belongsTo).doFinal(plaintext.getBytes(StandardCharsets.UTF_8));
            byte[] all = Arrays.copyOf(nonce, nonce.length + sealed.length);
            System.arraycopy(sealed, 0, all, nonce.length, sealed.length);
            return Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK knows AES/GCM", e);
        }
    }

    /// Empty when the passphrase is another, or the text was changed or moved.
    Optional<String> open(String sealed, String belongsTo) {
        try {
            byte[] all = Base64.getDecoder().decode(sealed);
            if (all.length < NONCE_BYTES) {
                return Optional.empty();
            }
            byte[] nonce = Arrays.copyOf(all, NONCE_BYTES);
            byte[] opened =
                    cipher(Cipher.DECRYPT_MODE, nonce, belongsTo).doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
            return Optional.of(new String(opened, StandardCharsets.UTF_8));
        } catch (AEADBadTagException | IllegalArgumentException e) {
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK knows AES/GCM", e);
        }
    }

    private Cipher cipher(int mode, byte[] nonce, String belongsTo) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(belongsTo.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }
}
