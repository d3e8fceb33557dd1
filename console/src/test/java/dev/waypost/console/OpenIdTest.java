package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.console.ConsoleUnderTest.Answer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Signing in at an issuer, with a real one over HTTP, and what strangers make of it.
class OpenIdTest {
    private static SmallIssuer issuer;
    private static ConsoleUnderTest console;

    @BeforeAll
    static void start() {
        issuer = new SmallIssuer();
        console = new ConsoleUnderTest(Map.of(
                "waypost.auth.oidc.issuer",
                issuer.url(),
                "waypost.auth.oidc.audience",
                "console",
                "waypost.console.oidc.client-id",
                "console",
                "waypost.console.oidc.client-secret",
                SmallIssuer.SECRET,
                "waypost.console.web.sign-in-failures",
                1000,
                "waypost.http.allowed-cidrs",
                "127.0.0.0/8"));
    }

    @AfterAll
    static void stop() {
        console.close();
        issuer.close();
    }

    @Test
    void whoever_signs_in_at_the_issuer_is_signed_in_here_with_the_rights_of_its_token() {
        assertThat(get("/ui/sign-in?next=/ui/tenants", "").raw().body())
                .contains("/ui/sign-in/oidc?next=%2Fui%2Ftenants");
        Answer begun = get("/ui/sign-in/oidc?next=%2Fui%2Ftenants", "");
        Map<String, String> asked = asked(begun);
        assertThat(begun.header("Location")).startsWith(issuer.url() + "/authorize?");
        assertThat(asked)
                .containsEntry("response_type", "code")
                .containsEntry("client_id", "console")
                .containsEntry("code_challenge_method", "S256")
                .containsKeys("state", "nonce", "code_challenge");
        assertThat(asked.get("redirect_uri")).endsWith("/ui/sign-in/oidc/back");

        Answer back = back(begun, issuer.signIn(begun.header("Location")), asked.getOrDefault("state", ""));

        assertThat(back.status()).isEqualTo(200);
        assertThat(back.header("Refresh")).isEqualTo("0;url=/ui/tenants");
        String session = cookie(back, "waypost_session");
        Answer page = get("/ui/tenants", session);
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.raw().body()).contains("oidc:ann", "operator");
    }

    @Test
    void a_code_opens_nothing_in_another_browser_or_with_another_state_or_twice() {
        Answer mine = get("/ui/sign-in/oidc", "");
        Answer other = get("/ui/sign-in/oidc", "");
        String state = asked(mine).getOrDefault("state", "");
        String code = issuer.signIn(mine.header("Location"));

        assertThat(get("/ui/sign-in/oidc/back?code=" + code + "&state=" + state, "")
                        .status())
                .as("no cookie")
                .isEqualTo(401);
        assertThat(back(other, code, state).status()).as("another browser").isEqualTo(401);
        assertThat(back(mine, code, "made-up").status()).as("another state").isEqualTo(401);
        assertThat(back(mine, code, state).status()).isEqualTo(200);
        assertThat(back(mine, code, state).status()).as("twice").isEqualTo(401);
    }

    @Test
    void a_code_of_another_sign_in_is_not_taken() {
        Answer mine = get("/ui/sign-in/oidc", "");
        Answer thiefs = get("/ui/sign-in/oidc", "");

        Answer back =
                back(mine, issuer.signIn(thiefs.header("Location")), asked(mine).getOrDefault("state", ""));

        assertThat(back.status()).as("its verifier is not the code's").isEqualTo(401);
        assertThat(cookies(back)).noneMatch(cookie -> cookie.startsWith("waypost_session"));
    }

    @Test
    void a_token_that_was_made_for_another_sign_in_opens_nothing() {
        Answer begun = get("/ui/sign-in/oidc", "");
        String entrance = begun.header("Location");

        Answer back = back(
                begun,
                issuer.signIn(entrance.replaceAll("nonce=[^&]+", "nonce=another")),
                asked(begun).getOrDefault("state", ""));

        assertThat(back.status())
                .as("code and state are right, the nonce is not")
                .isEqualTo(401);
        assertThat(cookies(back)).noneMatch(cookie -> cookie.startsWith("waypost_session"));
    }

    @Test
    void a_token_without_a_role_of_ours_opens_nothing() {
        issuer.role = "wanderer";
        try {
            Answer begun = get("/ui/sign-in/oidc", "");

            Answer back = back(
                    begun, issuer.signIn(begun.header("Location")), asked(begun).getOrDefault("state", ""));

            assertThat(back.status()).isEqualTo(401);
            assertThat(back.raw().body()).contains("its token opens nothing here");
        } finally {
            issuer.role = "OPERATOR";
        }
    }

    @Test
    void a_console_without_an_issuer_offers_none() {
        try (var plain = new ConsoleUnderTest()) {
            assertThat(plain.withoutKey("GET", "/ui/sign-in").raw().body()).doesNotContain("company's account");
            assertThat(plain.withoutKey("GET", "/ui/sign-in/oidc").status()).isEqualTo(404);
        }
    }

    private static Answer back(Answer begun, String code, String state) {
        return get("/ui/sign-in/oidc/back?code=" + code + "&state=" + state, cookie(begun, "waypost_oidc"));
    }

    private static Answer get(String path, String cookie) {
        return console.withoutKey("GET", path, "Cookie", cookie);
    }

    private static Map<String, String> asked(Answer begun) {
        String to = begun.header("Location");
        return SmallIssuer.fields(to.substring(to.indexOf('?') + 1));
    }

    private static String cookie(Answer answer, String name) {
        return Objects.requireNonNull(cookies(answer).stream()
                .filter(cookie -> cookie.startsWith(name + "=") && !cookie.contains("Max-Age=0"))
                .findFirst()
                .map(cookie -> cookie.replaceAll(";.*", ""))
                .orElse(null));
    }

    private static List<String> cookies(Answer answer) {
        return answer.raw().headers().allValues("Set-Cookie");
    }
}
