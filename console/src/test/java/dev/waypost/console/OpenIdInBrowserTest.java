package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.testkit.browser.Chromium;
import dev.waypost.testkit.browser.Tab;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Signing in at an issuer as a person does, in a real browser: there and back between two sites, with the cookies that
/// the browser lets through.
class OpenIdInBrowserTest {
    private static SmallIssuer issuer;
    private static ConsoleUnderTest console;
    private static Chromium browser;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(Chromium.find().isPresent(), Chromium.MISSING);
        issuer = new SmallIssuer("localhost");
        console = new ConsoleUnderTest(Map.of(
                "waypost.auth.oidc.issuer",
                issuer.url(),
                "waypost.auth.oidc.audience",
                "console",
                "waypost.console.oidc.client-id",
                "console",
                "waypost.console.oidc.client-secret",
                SmallIssuer.SECRET,
                "waypost.http.allowed-cidrs",
                "127.0.0.0/8,::1/128"));
        browser = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            console.close();
            issuer.close();
        }
    }

    @Test
    void a_person_signs_in_at_the_issuer_and_lands_where_they_wanted() {
        Tab tab = browser.tab();
        tab.go(url("/ui/tenants?state=ACTIVE"));
        assertThat(tab.path()).startsWith("/ui/sign-in?next=");
        tab.picture("sign-in-with-issuer").follow("a.button").awaitText("Issuer of the test");

        tab.click("button").awaitText("Sign out");

        assertThat(tab.path()).isEqualTo("/ui/tenants?state=ACTIVE");
        assertThat(tab.text()).contains("oidc:ann", "operator");
        assertThat(tab.eval("document.cookie").asText())
                .as("scripts see no session")
                .isEmpty();
        assertThat(tab.go(url("/ui/operations")).text()).contains("Dead letters");
        assertThat(tab.complaints()).isEmpty();

        tab.follow(".foot form button");
        assertThat(tab.go(url("/ui/tenants")).path()).startsWith("/ui/sign-in");
    }

    @Test
    void a_person_whose_token_opens_nothing_is_told_so_and_can_go_back() {
        issuer.role = "wanderer";
        try {
            Tab tab = browser.tab();
            tab.go(url("/ui/sign-in")).follow("a.button").awaitText("Issuer of the test");

            tab.click("button").awaitText("its token opens nothing here").picture("sign-in-issuer-refused");

            assertThat(tab.follow("a.button").path()).isEqualTo("/ui/sign-in");
        } finally {
            issuer.role = "OPERATOR";
        }
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + console.running().httpPort() + path;
    }
}
