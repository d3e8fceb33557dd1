package dev.waypost.providers.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.ProviderSamples;
import dev.waypost.providers.WebhookFormat;
import dev.waypost.providers.WebhookSignature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class HmacSignatureTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_790_000_300);
    private static final Secret SAMPLE = Secret.of("sample-secret-0123456789-0123456789");
    private final byte[] body = "{\"text\":\"ä\\u00e4/@\"}".getBytes(StandardCharsets.UTF_8);
    private final Secret current = Secret.of("current");
    private final Secret previous = Secret.of("previous");

    @Test
    void the_bytes_signed_with_any_valid_secret_are_accepted() {
        assertThat(meta(body, header("current", body), List.of(current))).isTrue();
        assertThat(meta(body, header("previous", body), List.of(current, previous)))
                .isTrue();
    }

    @Test
    void anything_else_is_not() {
        String good = header("current", body);
        byte[] changed = body.clone();
        changed[3] ^= 1;

        assertThat(meta(changed, good, List.of(current))).isFalse();
        assertThat(meta(body, header("other", body), List.of(current, previous)))
                .isFalse();
        assertThat(meta(body, good, List.of())).isFalse();
        assertThat(meta(body, null, List.of(current))).isFalse();
        assertThat(meta(body, "", List.of(current))).isFalse();
        assertThat(meta(body, good.substring(0, 70), List.of(current))).isFalse();
        assertThat(meta(body, good.toUpperCase(Locale.ROOT), List.of(current))).isFalse();
        assertThat(meta(body, good.replace("sha256=", "sha1=00"), List.of(current)))
                .isFalse();
        assertThat(meta(body, "sha256=" + "zz".repeat(32), List.of(current))).isFalse();
        assertThat(meta(body, header("x", body), List.of(Secret.of("")))).isFalse();
    }

    @Test
    void the_published_vectors_of_every_provider_hold_for_these_bytes_only() throws IOException {
        for (Map.Entry<String, String> vector : ProviderSamples.signatures().entrySet()) {
            WebhookSignature signature =
                    WebhookFormat.of(ProviderSamples.kindOf(vector.getKey())).signature();
            byte[] bytes = ProviderSamples.bytes(vector.getKey());

            assertThat(signature.provenBy(bytes, vector.getValue(), List.of(current, SAMPLE), NOW))
                    .as(vector.getKey())
                    .contains(SAMPLE);
            bytes[bytes.length / 2] ^= 1;
            assertThat(signature.provenBy(bytes, vector.getValue(), List.of(SAMPLE), NOW))
                    .isEmpty();
        }
        assertThat(WebhookFormat.of(ProviderKind.WAHA)
                        .signature()
                        .provenBy(
                                "{\"event\":\"message\",\"session\":\"default\",\"engine\":\"WEBJS\"}"
                                        .getBytes(StandardCharsets.UTF_8),
                                "208f8a55dde9e05519e898b10b89bf0d0b3b0fdf11fdbf09b6b90476301b98d8097c462b2b17a6ce93b6b47a136cf2e78a33a63f6752c2c1631777076153fa89",
                                List.of(Secret.of("my-secret-key")),
                                NOW))
                .isPresent();
    }

    @Test
    void evolutions_token_counts_while_it_is_young_and_made_with_the_secret() {
        String token =
                "Bearer eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3OTAwMDAwMDAsImV4cCI6MTc5MDAwMDYwMCwiYXBwIjoiZXZvbHV0aW9uIiwiYWN0aW9uIjoid2ViaG9vayJ9.ugvRCTZeKFmrduwrNgYSJIUme5NtvhJBfzTExkiGbPQ";

        assertThat(evolution(token, List.of(current, SAMPLE), NOW)).isTrue();
        assertThat(evolution(token, List.of(SAMPLE), NOW.plusSeconds(600))).isFalse();
        assertThat(evolution(token, List.of(SAMPLE), NOW.minusSeconds(600))).isFalse();
        assertThat(evolution(token, List.of(current), NOW)).isFalse();
        assertThat(evolution(token, List.of(), NOW)).isFalse();
        assertThat(evolution(token.replace("ugvRC", "ugvRD"), List.of(SAMPLE), NOW))
                .isFalse();
        assertThat(evolution(null, List.of(SAMPLE), NOW)).isFalse();
        // Where the header was set by hand it is the secret.
        assertThat(evolution("Bearer " + SAMPLE.reveal(), List.of(SAMPLE), NOW)).isTrue();
        assertThat(evolution("Bearer ", List.of(Secret.of("")), NOW)).isFalse();
    }

    @Test
    void a_token_that_names_no_algorithm_or_lives_for_years_is_refused() {
        String years = jwt("{\"alg\":\"HS256\"}", "{\"iat\":1790000000,\"exp\":1890000000}");
        String none = jwt("{\"alg\":\"none\"}", "{\"iat\":1790000000,\"exp\":1790000600}");
        String ours = jwt("{\"alg\":\"HS256\"}", "{\"iat\":1790000000,\"exp\":1790000600}");

        assertThat(evolution("Bearer " + ours, List.of(SAMPLE), NOW)).isTrue();
        for (String wrong : List.of(years, none, "a.b", "a.b.c", "..", "%.%.%", ours + ".x", jwt("[]", "[]"))) {
            assertThat(evolution("Bearer " + wrong, List.of(SAMPLE), NOW))
                    .as(wrong)
                    .isFalse();
        }
    }

    private static String jwt(String header, String claims) {
        var base64 = Base64.getUrlEncoder().withoutPadding();
        String signed = base64.encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
        byte[] mac = Signatures.hmacSha256(
                SAMPLE.reveal().getBytes(StandardCharsets.UTF_8), signed.getBytes(StandardCharsets.UTF_8));
        return signed + "." + base64.encodeToString(mac);
    }

    private static boolean evolution(@Nullable String header, List<Secret> secrets, Instant now) {
        return WebhookFormat.of(ProviderKind.EVOLUTION)
                .signature()
                .provenBy(new byte[0], header, secrets, now)
                .isPresent();
    }

    private static boolean meta(byte[] body, @Nullable String header, List<Secret> secrets) {
        return WebhookFormat.of(ProviderKind.META_CLOUD)
                .signature()
                .provenBy(body, header, secrets, NOW)
                .isPresent();
    }

    private static String header(String key, byte[] body) {
        byte[] mac = Signatures.hmacSha256(key.getBytes(StandardCharsets.UTF_8), body);
        return "sha256=" + HexFormat.of().formatHex(mac);
    }
}
