package dev.waypost.console.web.signin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.platform.auth.OidcSettings;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpCall;
import dev.waypost.platform.http.HttpFailure;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The issuer as a browser's sign-in needs it: where to send people, and which token a code of theirs stands for.
///
/// Whether a token is good is not decided here but where every token is looked at.
@Singleton
final class OpenId {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration FRESH_FOR = Duration.ofMinutes(5);
    private static final JsonMapper JSON = new JsonMapper();
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    /// Where the issuer said that it is asked.
    private record Places(String authorization, String token, Instant asked) {}

    private final OpenIdSettings settings;
    private final OidcSettings issuer;
    private final GuardedHttp http;
    private final InstantSource clock;
    private volatile @Nullable Places places;

    OpenId(OpenIdSettings settings, OidcSettings issuer, GuardedHttp http, InstantSource clock) {
        this.settings = settings;
        this.issuer = issuer;
        this.http = http;
        this.clock = clock;
    }

    boolean isUsed() {
        return issuer.isUsed() && !settings.clientId().isEmpty();
    }

    /// Where somebody signs in.
    ///
    /// @param back where the issuer sends the browser then
    /// @param verifier only who knows it can use the code that comes back
    URI entrance(String state, String nonce, String verifier, String back) {
        var asked = new LinkedHashMap<String, String>();
        asked.put("response_type", "code");
        asked.put("client_id", settings.clientId());
        asked.put("redirect_uri", back);
        asked.put("scope", settings.scope());
        asked.put("state", state);
        asked.put("nonce", nonce);
        asked.put("code_challenge", URL.encodeToString(Signatures.sha256(verifier)));
        asked.put("code_challenge_method", "S256");
        String at = places().authorization();
        return URI.create(at + (at.contains("?") ? "&" : "?") + form(asked));
    }

    /// The ID token that a code stands for; empty when the issuer does not take the code.
    Optional<String> token(String code, String verifier, String back) {
        var asked = new LinkedHashMap<String, String>();
        asked.put("grant_type", "authorization_code");
        asked.put("code", code);
        asked.put("redirect_uri", back);
        asked.put("client_id", settings.clientId());
        asked.put("code_verifier", verifier);
        var headers = new HashMap<>(
                Map.of("Content-Type", "application/x-www-form-urlencoded", "Accept", "application/json"));
        if (settings.clientSecret() != null) {
            String pair = encoded(settings.clientId()) + ":"
                    + encoded(settings.clientSecret().reveal());
            headers.put(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        HttpAnswer answer = ask("POST", places().token(), headers, form(asked));
        String token = answer.status() == 200 ? read(answer).path("id_token").asText("") : "";
        return token.isEmpty() ? Optional.empty() : Optional.of(token);
    }

    /// What the token says of the sign-in that it was made for. The signature is looked at elsewhere.
    static boolean isFor(String token, String nonce) {
        try {
            String[] parts = token.split("\\.", -1);
            JsonNode said = JSON.readTree(Base64.getUrlDecoder().decode(parts.length == 3 ? parts[1] : ""));
            return said != null && Signatures.equal(nonce, said.path("nonce").asText(""));
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    private Places places() {
        @Nullable Places known = places;
        if (known != null && clock.instant().isBefore(known.asked().plus(FRESH_FOR))) {
            return known;
        }
        String name = Objects.requireNonNull(issuer.issuer());
        HttpAnswer answer = ask(
                "GET",
                name.replaceAll("/$", "") + "/.well-known/openid-configuration",
                Map.of("Accept", "application/json"),
                "");
        JsonNode said = read(answer);
        var told = new Places(
                said.path("authorization_endpoint").asText(""),
                said.path("token_endpoint").asText(""),
                clock.instant());
        boolean safe = !name.startsWith("https:")
                || told.authorization().startsWith("https:") && told.token().startsWith("https:");
        if (answer.status() != 200
                || !said.path("issuer").asText().equals(name)
                || !told.authorization().startsWith("http")
                || !told.token().startsWith("http")
                || !safe) {
            throw away("Its discovery document names no usable endpoints.");
        }
        places = told;
        return told;
    }

    private HttpAnswer ask(String method, String at, Map<String, String> headers, String body) {
        try {
            return http.send(
                    new HttpCall(method, URI.create(at), headers, body.getBytes(StandardCharsets.UTF_8), PATIENCE));
        } catch (HttpFailure | IllegalArgumentException e) {
            throw away("It gave no answer.");
        }
    }

    private static JsonNode read(HttpAnswer answer) {
        try {
            @Nullable JsonNode said = JSON.readTree(answer.body());
            return said == null ? JSON.createObjectNode() : said;
        } catch (IOException e) {
            throw away("Its answer cannot be read.");
        }
    }

    private static Fault away(String why) {
        return Fault.of(Reason.PEER_UNAVAILABLE).detail("The issuer cannot be asked. " + why);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
