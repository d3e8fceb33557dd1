package dev.waypost.platform.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.crypto.tink.Aead;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.OperatorHttp;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// One key of a transit engine, which it never leaves.
final class HcVaultKey implements Aead {
    private static final JsonMapper JSON = new JsonMapper();

    private final OperatorHttp http;
    private final URI mount;
    private final String name;
    private final Optional<String> token;

    HcVaultKey(OperatorHttp http, URI mount, String name, Optional<String> token) {
        this.http = http;
        this.mount = mount;
        this.name = name;
        this.token = token;
    }

    @Override
    public byte[] encrypt(byte[] plaintext, byte[] associated) throws GeneralSecurityException {
        String answer = ask("encrypt", "plaintext", base64(plaintext), associated, "ciphertext");
        return answer.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] decrypt(byte[] ciphertext, byte[] associated) throws GeneralSecurityException {
        String text = new String(ciphertext, StandardCharsets.UTF_8);
        try {
            return Base64.getDecoder().decode(ask("decrypt", "ciphertext", text, associated, "plaintext"));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("Vault answered no base64");
        }
    }

    /// Neither what is sent nor what is answered goes into a message: both hold the keyset.
    private String ask(String verb, String field, String value, byte[] associated, String wanted)
            throws GeneralSecurityException {
        Map<String, String> body = new HashMap<>(Map.of(field, value));
        if (associated.length > 0) {
            body.put("associated_data", base64(associated));
        }
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
        token.ifPresent(text -> headers.put("X-Vault-Token", text));
        Optional.ofNullable(System.getenv("VAULT_NAMESPACE")).ifPresent(text -> headers.put("X-Vault-Namespace", text));
        try {
            HttpAnswer answer = http.post(mount.resolve(verb + "/" + name), headers, JSON.writeValueAsBytes(body));
            if (!answer.isSuccess()) {
                throw new GeneralSecurityException("Vault answered HTTP " + answer.status());
            }
            JsonNode found = JSON.readTree(answer.body()).path("data").path(wanted);
            if (!found.isTextual()) {
                throw new GeneralSecurityException("Vault answered no " + wanted);
            }
            return found.asText();
        } catch (IOException e) {
            throw new GeneralSecurityException("Vault cannot be reached at " + mount.getAuthority());
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
