package dev.waypost.send.session;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// What a person has to scan or type at the moment.
///
/// @param png the QR code as a picture; empty when a code is typed
/// @param raw what the QR code says; empty when unknown
/// @param text the QR code drawn with characters; empty when it cannot be
/// @param code the code to type; empty when one is scanned
/// @param since when the first code of this pairing was shown
/// @param attempt 1 for the first
record ShownCode(byte[] png, String raw, String text, String code, Instant since, Instant expireTime, int attempt) {
    private static final byte[] NONE = {};

    static ShownCode qr(
            byte[] png, @Nullable String raw, @Nullable String text, Instant since, Instant expires, int attempt) {
        return new ShownCode(png, raw == null ? "" : raw, text == null ? "" : text, "", since, expires, attempt);
    }

    static ShownCode typed(String code, Instant since, Instant expires, int attempt) {
        return new ShownCode(NONE, "", "", code, since, expires, attempt);
    }

    /// What is secret of it, in one text.
    String packed() {
        return String.join("|", base64(png), base64(bytes(raw)), base64(bytes(text)), base64(bytes(code)));
    }

    static ShownCode unpacked(String packed, Instant since, Instant expires, int attempt) {
        String[] parts = packed.split("\\|", -1);
        return new ShownCode(
                Base64.getDecoder().decode(parts[0]),
                text(parts[1]),
                text(parts[2]),
                text(parts[3]),
                since,
                expires,
                attempt);
    }

    /// Whether a person would see the same.
    boolean shows(ShownCode other) {
        return Arrays.equals(png, other.png) && code.equals(other.code);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(String part) {
        return new String(Base64.getDecoder().decode(part), StandardCharsets.UTF_8);
    }

    /// Whoever uses the code owns the account.
    @Override
    public String toString() {
        return "ShownCode[attempt " + attempt + "]";
    }
}
