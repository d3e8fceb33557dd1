package dev.waypost.platform.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.crypto.tink.Aead;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.waypost.platform.settings.Secret;
import dev.waypost.platform.settings.SettingsRefused;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keysets wrapped over real HTTP by something that answers as a transit engine does.
@DisplayNameGeneration(ReplaceUnderscores.class)
class HcVaultTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    Path temp;

    private HttpServer transit;
    private String uri;
    private Path token;

    @BeforeEach
    void start() throws IOException {
        MasterKeyset own = MasterKeyset.fresh();
        transit = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        transit.createContext(
                "/v1/transit/encrypt/waypost",
                exchange -> answer(exchange, asked -> {
                    byte[] sealed = aead(own)
                            .encrypt(
                                    Base64.getDecoder()
                                            .decode(asked.path("plaintext").asText()),
                                    new byte[0]);
                    return Map.of(
                            "ciphertext", "vault:v1:" + Base64.getEncoder().encodeToString(sealed));
                }));
        transit.createContext(
                "/v1/transit/decrypt/waypost",
                exchange -> answer(exchange, asked -> {
                    String text = asked.path("ciphertext").asText();
                    byte[] sealed = Base64.getDecoder().decode(text.substring("vault:v1:".length()));
                    return Map.of(
                            "plaintext",
                            Base64.getEncoder().encodeToString(aead(own).decrypt(sealed, new byte[0])));
                }));
        transit.start();
        uri = "hcvault+http://127.0.0.1:" + transit.getAddress().getPort() + "/transit/keys/waypost";
        token = Files.writeString(temp.resolve("token"), "s.right\n");
    }

    @AfterEach
    void stop() {
        transit.stop(0);
    }

    @Test
    void a_wrapped_keyset_seals_as_the_same_keyset_in_clear_does() {
        MasterKeyset keyset = MasterKeyset.fresh();
        String wrapped = keyset.wrapped(Kms.key(uri, token.toString()));

        var vault = new Vault(settings(wrapped, uri, token.toString()));
        String sealed = vault.seal("token", "salon", "api_key");

        assertThat(MasterKeyset.isWrapped(wrapped)).isTrue();
        assertThat(new String(Base64.getDecoder().decode(wrapped), StandardCharsets.UTF_8))
                .doesNotContain("keyData");
        assertThat(new Vault(settings(keyset.encoded(), null, null)).open(sealed, "salon", "api_key"))
                .isEqualTo("token");
    }

    @Test
    void a_kms_that_refuses_or_is_away_is_told_in_one_line_that_shows_nothing() throws IOException {
        String wrapped = MasterKeyset.fresh().wrapped(Kms.key(uri, token.toString()));
        Path wrong = Files.writeString(temp.resolve("wrong"), "s.wrong");

        assertThatThrownBy(() -> new Vault(settings(wrapped, uri, wrong.toString())))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("Vault answered HTTP 403")
                .hasMessageNotContaining("s.wrong")
                .hasMessageNotContaining(wrapped);
        transit.stop(0);
        assertThatThrownBy(() -> new Vault(settings(wrapped, uri, token.toString())))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("Vault cannot be reached at 127.0.0.1");
    }

    @Test
    void what_is_wrapped_and_what_the_settings_say_must_agree() {
        String wrapped = MasterKeyset.fresh().wrapped(Kms.key(uri, token.toString()));

        assertThatThrownBy(() -> new Vault(settings(wrapped, null, null)))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("is wrapped by a KMS");
        assertThatThrownBy(() -> new Vault(settings(Vault.newKeyset(), uri, null)))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("is not wrapped");
        assertThatThrownBy(() -> new Vault(new CryptoSettings(null, null, uri, null)))
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("to the keyset that waypost.crypto.kms-uri has wrapped");
    }

    @Test
    void an_address_that_nobody_speaks_for_is_refused() {
        for (String bad : new String[] {
            "aws-kms://arn:aws:kms:eu-central-1:1:key/1", "hcvault://vault:8200/transit/waypost",
            "hcvault+http://vault.example.com:8200/transit/keys/waypost", "hcvault://vault:8200/transit/keys/waypost"
        }) {
            assertThatThrownBy(() -> Kms.key(bad, null))
                    .as(bad)
                    .isInstanceOf(SettingsRefused.class)
                    .hasMessageContaining(bad)
                    .hasMessageContaining("expected");
        }
    }

    private static Aead aead(MasterKeyset keyset) throws Exception {
        return keyset.aead();
    }

    private interface Work {
        Map<String, String> on(JsonNode asked) throws Exception;
    }

    private static void answer(HttpExchange exchange, Work work) throws IOException {
        try (exchange) {
            if (!"s.right".equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
                exchange.sendResponseHeaders(403, -1);
                return;
            }
            byte[] body = JSON.writeValueAsBytes(Map.of(
                    "data", work.on(JSON.readTree(exchange.getRequestBody().readAllBytes()))));
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } catch (Exception e) {
            exchange.sendResponseHeaders(400, -1);
        }
    }

    private static CryptoSettings settings(String key, @Nullable String kmsUri, @Nullable String credentials) {
        return new CryptoSettings(Secret.of(key), null, kmsUri, credentials);
    }
}
