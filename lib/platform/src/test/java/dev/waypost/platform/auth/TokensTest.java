package dev.waypost.platform.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.platform.auth.TokenIssuer.Signer;
import dev.waypost.platform.boot.Running;
import dev.waypost.platform.boot.Service;
import dev.waypost.platform.crypto.Signatures;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.settings.SettingsRefused;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Tokens of a real issuer over HTTP, and what attackers make of them.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TokensTest {
    private static final Signer RSA = Signer.of("rsa-1", "RS256");
    private static final Signer EC = Signer.of("ec-1", "ES256");
    private static final Signer ED = Signer.of("ed-1", "EdDSA");
    private static Running toy;

    private final TokenIssuer issuer = new TokenIssuer();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-21T10:00:00Z"));
    private final Tokens tokens = tokens("", "waypost_role");

    @BeforeAll
    static void start() {
        toy = Service.start(
                "toy",
                Map.of(
                        "waypost.auth.service-key", "a-service-key-of-16",
                        "waypost.server.host", "127.0.0.1",
                        "waypost.http.allowed-cidrs", "127.0.0.0/8"));
    }

    @AfterAll
    static void stop() {
        toy.close();
    }

    @AfterEach
    void closeIssuer() {
        issuer.close();
    }

    @Test
    void a_token_of_each_algorithm_says_who_its_caller_is() {
        issuer.publish(RSA, EC, ED);

        for (Signer signer : new Signer[] {RSA, EC, ED}) {
            assertThat(tokens.find(signer.token(claims("TENANT_SEND", "\"salon\",\"clinic\""))))
                    .as(signer.algorithm())
                    .contains(new Caller("oidc:auth0|ann", Role.TENANT_SEND, Set.of("salon", "clinic")));
        }
        assertThat(issuer.timesAsked()).isEqualTo(1);
    }

    @Test
    void a_service_with_an_issuer_takes_its_tokens_beside_its_keys() {
        issuer.publish(RSA);
        try (var running = Service.start(
                "toy",
                Map.of(
                        "waypost.auth.service-key", "a-service-key-of-16",
                        "waypost.auth.admin-key", "an-admin-key-of-many-letters",
                        "waypost.server.host", "127.0.0.1",
                        "waypost.http.allowed-cidrs", "127.0.0.0/8",
                        "waypost.auth.oidc.issuer", issuer.url(),
                        "waypost.auth.oidc.audience", "waypost"))) {
            Callers callers = running.context().getBean(Callers.class);
            long real = System.currentTimeMillis() / 1000;

            assertThat(callers.authenticate(RSA.token(claims("ADMIN", "\"*\"", real, "waypost", issuer.url()))))
                    .contains(new Caller("oidc:auth0|ann", Role.ADMIN, Set.of()));
            assertThat(callers.authenticate(RSA.token(claims("ADMIN", "\"*\"", real - 4000, "waypost", issuer.url()))))
                    .isEmpty();
            assertThat(callers.authenticate("an-admin-key-of-many-letters")).isPresent();
        }
    }

    @Test
    void nobody_is_let_in_by_a_signature_that_is_none_or_not_the_issuer_s() {
        issuer.publish(RSA, EC, ED);
        String claims = claims("ADMIN", "\"*\"");
        byte[] publicKey = RSA.pair().getPublic().getEncoded();
        String forHmac = TokenIssuer.part("{\"alg\":\"HS256\",\"kid\":\"rsa-1\"}") + "." + TokenIssuer.part(claims);
        String hmac = forHmac + "."
                + TokenIssuer.encode(Signatures.hmacSha256(publicKey, forHmac.getBytes(StandardCharsets.US_ASCII)));
        String good = RSA.token(claims);

        assertThat(tokens.find(good)).isPresent();
        assertThat(tokens.find(TokenIssuer.part("{\"alg\":\"none\"}") + "." + TokenIssuer.part(claims) + "."))
                .isEmpty();
        assertThat(tokens.find(TokenIssuer.part("{\"alg\":\"nOnE\"}") + "." + TokenIssuer.part(claims) + "."))
                .isEmpty();
        assertThat(tokens.find(hmac)).isEmpty();
        // The right key under another algorithm, and another's key under the right name.
        assertThat(tokens.find(RSA.sign("{\"alg\":\"ES256\",\"kid\":\"rsa-1\"}", claims)))
                .isEmpty();
        assertThat(tokens.find(Signer.of("rsa-1", "RS256").token(claims))).isEmpty();
        assertThat(tokens.find(Signer.of("ec-1", "ES256").token(claims))).isEmpty();
        assertThat(tokens.find(Signer.of("ed-1", "EdDSA").token(claims))).isEmpty();
        // An all-zero signature, a key that the token brings along, and one to be fetched from where it says.
        assertThat(tokens.find(TokenIssuer.part("{\"alg\":\"ES256\",\"kid\":\"ec-1\"}") + "." + TokenIssuer.part(claims)
                        + "." + TokenIssuer.encode(new byte[64])))
                .isEmpty();
        assertThat(tokens.find(Signer.of("x", "RS256")
                        .sign("{\"alg\":\"RS256\",\"jku\":\"http://127.0.0.1/\",\"jwk\":{\"kty\":\"RSA\"}}", claims)))
                .isEmpty();
        assertThat(tokens.find(RSA.sign("{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"crit\":[\"x\"],\"x\":1}", claims)))
                .isEmpty();
        assertThat(tokens.find(good.substring(0, good.lastIndexOf('.') + 1))).isEmpty();
        assertThat(tokens.find(
                        good.replace(TokenIssuer.part(claims), TokenIssuer.part(claims("ADMIN", "\"*\"") + " "))))
                .isEmpty();
    }

    @Test
    void a_token_counts_only_between_its_times_for_its_audience_and_from_its_issuer() {
        issuer.publish(ED);
        long t = now.get().getEpochSecond();

        assertThat(tokens.find(ED.token(claims("ADMIN", "\"*\"", t - 3659, "waypost", issuer.url()))))
                .as("expired within the leeway")
                .isPresent();
        assertThat(tokens.find(ED.token(claims("ADMIN", "\"*\"", t - 3660, "waypost", issuer.url()))))
                .as("expired")
                .isEmpty();
        assertThat(tokens.find(ED.token(claims("ADMIN", "\"*\"", t + 60, "waypost", issuer.url()))))
                .as("not yet, within the leeway")
                .isPresent();
        assertThat(tokens.find(ED.token(claims("ADMIN", "\"*\"", t + 61, "waypost", issuer.url()))))
                .as("not yet")
                .isEmpty();
        assertThat(tokens.find(ED.token(claims("ADMIN", "\"*\"", t, "other", issuer.url()))))
                .as("another audience")
                .isEmpty();
        assertThat(tokens.find(ED.token(claims("ADMIN", "\"*\"", t, "waypost", issuer.url() + "/"))))
                .as("another issuer")
                .isEmpty();
        assertThat(tokens.find(ED.token(claims("ADMIN", "\"*\"").replaceFirst("\"exp\":[0-9]+", "\"exp\":\"never\""))))
                .as("no expiry")
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"waypost_tenants\":[\"salon\"]",
                "\"waypost_role\":\"ADMIN\"",
                "\"waypost_role\":\"ADMIN\",\"waypost_tenants\":[]",
                "\"waypost_role\":\"SERVICE\",\"waypost_tenants\":\"*\"",
                "\"waypost_role\":\"TENANT_SEND\",\"waypost_tenants\":\"*\"",
                "\"waypost_role\":\"ADMIN\",\"waypost_tenants\":[\"a/b\"]",
                "\"waypost_role\":\"ADMIN\",\"waypost_tenants\":[1]",
                "\"waypost_role\":\"ADMIN\",\"waypost_role\":\"VIEWER\",\"waypost_tenants\":\"*\"",
                "\"waypost_role\":{\"ADMIN\":true},\"waypost_tenants\":\"*\"",
                "\"sub\":\"a\\nb\",\"waypost_role\":\"ADMIN\",\"waypost_tenants\":\"*\""
            })
    void a_token_that_says_too_little_or_too_much_lets_nobody_in(String said) {
        issuer.publish(ED);
        String claims = "{\"iss\":\"%s\",\"aud\":[\"waypost\"],%s\"exp\":%d,%s}"
                .formatted(
                        issuer.url(),
                        said.contains("\"sub\"") ? "" : "\"sub\":\"ann\",",
                        now.get().getEpochSecond() + 600,
                        said);

        assertThat(tokens.find(ED.token(claims))).isEmpty();
    }

    @Test
    void groups_are_mapped_to_roles_and_the_highest_counts() {
        issuer.publish(ED);
        Tokens mapped = tokens("wa-admins=ADMIN, support=VIEWER", "realm_access.roles");
        String claims = "{\"iss\":\"%s\",\"aud\":\"waypost\",\"sub\":\"ann\",\"exp\":%d,\"waypost_tenants\":\"*\","
                + "\"realm_access\":{\"roles\":[%s]}}";
        long expires = now.get().getEpochSecond() + 600;

        assertThat(mapped.find(ED.token(claims.formatted(issuer.url(), expires, "\"support\",\"wa-admins\",\"x\"")))
                        .map(Caller::role))
                .contains(Role.ADMIN);
        assertThat(mapped.find(ED.token(claims.formatted(issuer.url(), expires, "\"support\"")))
                        .map(Caller::role))
                .contains(Role.VIEWER);
        assertThat(mapped.find(ED.token(claims.formatted(issuer.url(), expires, "\"ADMIN\""))))
                .isEmpty();
        assertThatThrownBy(() -> settings("x=SERVICE", "r")).isInstanceOf(SettingsRefused.class);
    }

    @Test
    void a_new_key_is_found_and_a_withdrawn_one_forgotten() {
        issuer.publish(RSA);
        assertThat(tokens.find(RSA.token(claims("ADMIN", "\"*\"")))).isPresent();

        issuer.publish(EC);
        pass(Duration.ofSeconds(11));
        Optional<Caller> byNew = tokens.find(EC.token(claims("ADMIN", "\"*\"")));
        Optional<Caller> byOld = tokens.find(RSA.token(claims("ADMIN", "\"*\"")));

        assertThat(byNew).isPresent();
        assertThat(byOld).isEmpty();
    }

    @Test
    void a_withdrawn_key_is_forgotten_also_when_nobody_presents_a_new_one() {
        issuer.publish(RSA);
        assertThat(tokens.find(RSA.token(claims("ADMIN", "\"*\"")))).isPresent();
        issuer.publish(EC);

        pass(Duration.ofMinutes(5));

        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .until(() -> tokens.find(RSA.token(claims("ADMIN", "\"*\""))).isEmpty());
    }

    @Test
    void a_flood_of_unknown_keys_asks_the_issuer_once_in_ten_seconds() {
        issuer.publish(RSA);
        Signer stranger = Signer.of("x", "EdDSA");

        for (int i = 0; i < 200; i++) {
            String header = "{\"alg\":\"EdDSA\",\"kid\":\"k%d\"}".formatted(i);
            assertThat(tokens.find(stranger.sign(header, claims("ADMIN", "\"*\""))))
                    .isEmpty();
        }
        int first = issuer.timesAsked();
        pass(Duration.ofSeconds(11));
        tokens.find(stranger.token(claims("ADMIN", "\"*\"")));

        assertThat(first).isEqualTo(1);
        assertThat(issuer.timesAsked()).isEqualTo(2);
    }

    @Test
    void while_the_issuer_is_away_known_keys_do_for_a_day_and_without_any_the_caller_is_told_to_come_back() {
        issuer.publish(RSA);
        issuer.goAway();
        Fault cold = fault(RSA);

        issuer.comeBack();
        pass(Duration.ofSeconds(11));
        assertThat(tokens.find(RSA.token(claims("ADMIN", "\"*\"")))).isPresent();
        issuer.goAway();
        pass(Duration.ofHours(23));
        Optional<Caller> stale = tokens.find(RSA.token(claims("ADMIN", "\"*\"")));
        pass(Duration.ofHours(2));
        Fault tooOld = fault(RSA);

        assertThat(cold.reason()).isEqualTo(Reason.PEER_UNAVAILABLE);
        assertThat(stale).isPresent();
        assertThat(tooOld.reason()).isEqualTo(Reason.PEER_UNAVAILABLE);
    }

    @Test
    void a_huge_token_and_one_that_is_none_are_refused_without_asking_anybody() {
        assertThat(tokens.find("eyJ" + "A".repeat(10_000) + ".e.s")).isEmpty();
        assertThat(tokens.find("eyJ..")).isEmpty();
        assertThat(tokens.find("eyJ!.eyJ!.x")).isEmpty();
        assertThat(tokens.find(TokenIssuer.part("[]") + "." + TokenIssuer.part("{}") + "."))
                .isEmpty();
        assertThat(tokens.find(
                        TokenIssuer.part("{\"alg\":\"RS256\"}") + "." + TokenIssuer.part("[".repeat(2000)) + "."))
                .isEmpty();
        assertThat(issuer.timesAsked()).isZero();
    }

    @Test
    void an_issuer_in_a_network_that_the_operator_did_not_allow_is_not_asked() {
        try (var strict = Service.start(
                "toy", Map.of("waypost.auth.service-key", "a-service-key-of-16", "waypost.server.host", "127.0.0.1"))) {
            var keys = new IssuerKeys(
                    settings("", "waypost_role"), strict.context().getBean(GuardedHttp.class), now::get);
            var unreachable = new Tokens(settings("", "waypost_role"), keys, now::get);

            assertThatThrownBy(() -> unreachable.find(RSA.token(claims("ADMIN", "\"*\""))))
                    .isInstanceOf(Fault.class);
            assertThat(issuer.timesAsked()).isZero();
        }
    }

    private Fault fault(Signer signer) {
        return org.assertj.core.api.Assertions.catchThrowableOfType(
                Fault.class, () -> tokens.find(signer.token(claims("ADMIN", "\"*\""))));
    }

    private Tokens tokens(String roleMap, String roleClaim) {
        OidcSettings settings = settings(roleMap, roleClaim);
        GuardedHttp http = toy.context().getBean(GuardedHttp.class);
        return new Tokens(settings, new IssuerKeys(settings, http, now::get), now::get);
    }

    private OidcSettings settings(String roleMap, String roleClaim) {
        return new OidcSettings(issuer.url(), "waypost", roleClaim, roleMap, "waypost_tenants", Duration.ofMinutes(5));
    }

    private String claims(String role, String tenants) {
        return claims(role, tenants, now.get().getEpochSecond(), "waypost", issuer.url());
    }

    private static String claims(String role, String tenants, long issued, String audience, @Nullable String issuer) {
        return ("{\"iss\":\"%s\",\"aud\":[\"x\",\"%s\"],\"sub\":\"auth0|ann\",\"iat\":%d,\"nbf\":%d,\"exp\":%d,"
                        + "\"waypost_role\":\"%s\",\"waypost_tenants\":[%s]}")
                .formatted(issuer, audience, issued, issued, issued + 3600, role, tenants);
    }

    private void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }
}
