package dev.waypost.providers.meta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.settings.Secret;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MetaSignatureTest {
    private final byte[] body = "{\"text\":\"ä\\u00e4/@\"}".getBytes(StandardCharsets.UTF_8);
    private final Secret current = Secret.of("current");
    private final Secret previous = Secret.of("previous");

    @Test
    void the_bytes_signed_with_any_valid_secret_are_accepted() {
        assertThat(MetaSignature.verified(body, header("current", body), List.of(current)))
                .isTrue();
        assertThat(MetaSignature.verified(body, header("previous", body), List.of(current, previous)))
                .isTrue();
    }

    @Test
    void anything_else_is_not() {
        String good = header("current", body);
        byte[] changed = body.clone();
        changed[3] ^= 1;

        assertThat(MetaSignature.verified(changed, good, List.of(current))).isFalse();
        assertThat(MetaSignature.verified(body, header("other", body), List.of(current, previous)))
                .isFalse();
        assertThat(MetaSignature.verified(body, good, List.of())).isFalse();
        assertThat(MetaSignature.verified(body, null, List.of(current))).isFalse();
        assertThat(MetaSignature.verified(body, "", List.of(current))).isFalse();
        assertThat(MetaSignature.verified(body, good.substring(0, 70), List.of(current)))
                .isFalse();
        assertThat(MetaSignature.verified(body, good.toUpperCase(Locale.ROOT), List.of(current)))
                .isFalse();
        assertThat(MetaSignature.verified(body, good.replace("sha256=", "sha1=00"), List.of(current)))
                .isFalse();
        assertThat(MetaSignature.verified(body, "sha256=" + "zz".repeat(32), List.of(current)))
                .isFalse();
    }

    private static String header(String key, byte[] body) {
        byte[] mac = Signatures.hmacSha256(key.getBytes(StandardCharsets.UTF_8), body);
        return "sha256=" + HexFormat.of().formatHex(mac);
    }
}
