package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.console.ConsoleUnderTest.Answer;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.ListTenantsRequest;
import dev.waypost.proto.config.v1.ListTenantsResponse;
import dev.waypost.proto.config.v1.Tenant;
import io.micronaut.web.router.Router;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The session of the pages: what it takes to open one, and what cannot be done without.
class SignInTest {
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");
    private static ConsoleUnderTest console;

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest(Map.of("waypost.console.web.sign-in-failures", 1000));
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void a_form_of_nobody_changes_nothing_and_says_where_to_sign_in() {
        Answer answer = console.form("/ui/tenants", "tenant_id=acme");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.raw().body()).contains("Nothing was changed", "/ui/sign-in");
    }

    @Test
    void no_page_is_shown_and_nothing_is_done_without_a_session() {
        List<String> open = routes().filter(route -> {
                    Answer answer = console.withoutKey(route.split(" ")[0], route.split(" ")[1]);
                    return !(answer.status() == 401
                            || answer.status() == 303
                                    && answer.header("Location").startsWith("/ui/sign-in?next="));
                })
                .sorted()
                .toList();

        assertThat(open)
                .containsExactly(
                        "GET /ui/assets/console.css",
                        "GET /ui/assets/console.js",
                        "GET /ui/assets/htmx.js",
                        "GET /ui/assets/mark.svg",
                        "GET /ui/sign-in",
                        "GET /ui/sign-in/oidc");
    }

    @Test
    void the_cookie_is_hidden_from_scripts_and_other_sites_and_does_not_show_the_key() {
        Answer answer = signIn(ConsoleUnderTest.ADMIN_KEY, "/ui/tenants");

        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("Location")).isEqualTo("/ui/tenants");
        String cookie = answer.header("Set-Cookie");
        assertThat(cookie)
                .startsWith("waypost_session=")
                .contains("HTTPOnly", "SameSite=Strict", "Path=/", "Max-Age=28800")
                .doesNotContain(ConsoleUnderTest.ADMIN_KEY, "Secure");
        assertThat(post("/ui/sign-in", "key=" + ConsoleUnderTest.ADMIN_KEY, "X-Forwarded-Proto", "https")
                        .header("Set-Cookie"))
                .contains("Secure");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example",
                "//evil.example",
                "/ui//evil.example",
                "/api/whatsapp/send",
                "javascript:x"
            })
    void after_signing_in_one_stays_here(String next) {
        assertThat(signIn(ConsoleUnderTest.ADMIN_KEY, next).header("Location")).isEqualTo("/ui/overview");
    }

    @Test
    void a_wrong_key_opens_nothing_and_is_not_repeated() {
        Answer answer = signIn("wrong-key-0123456789", "");

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("Set-Cookie")).isEmpty();
        assertThat(answer.raw().body()).contains("No such key").doesNotContain("wrong-key");
    }

    @Test
    void a_made_up_cookie_is_no_session() {
        String real = session(ConsoleUnderTest.ADMIN_KEY);

        assertThat(page("/ui/tenants", real).status()).isEqualTo(200);
        assertThat(page("/ui/tenants", real.substring(0, real.length() - 8) + "AAAAAAA=")
                        .status())
                .isEqualTo(303);
        assertThat(page("/ui/tenants", "waypost_session=" + ConsoleUnderTest.ADMIN_KEY)
                        .status())
                .isEqualTo(303);
    }

    @Test
    void nothing_is_changed_by_a_form_of_another_session() {
        String mine = session(ConsoleUnderTest.ADMIN_KEY);
        String foreign = token(page("/ui/tenants", session(ConsoleUnderTest.ADMIN_KEY)));

        List<Integer> answers = routes().filter(route -> route.startsWith("POST ") && !route.equals("POST /ui/sign-in"))
                .flatMap(route -> List.of("", "csrf=", "csrf=" + foreign).stream()
                        .map(body ->
                                post(route.split(" ")[1], body, "Cookie", mine).status()))
                .toList();

        assertThat(answers).hasSizeGreaterThan(20).containsOnly(403);
    }

    @Test
    void nothing_is_changed_from_another_site() {
        String mine = session(ConsoleUnderTest.ADMIN_KEY);
        String form = "csrf=" + token(page("/ui/tenants", mine)) + "&tenant_id=t1";

        assertThat(post("/ui/tenants", form, "Cookie", mine, "Sec-Fetch-Site", "cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(post("/ui/sign-in", "key=" + ConsoleUnderTest.ADMIN_KEY, "Sec-Fetch-Site", "cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(post("/ui/tenants", form, "Cookie", mine, "Sec-Fetch-Site", "same-origin")
                        .status())
                .isEqualTo(303);
    }

    @Test
    void a_key_of_a_tenant_is_asked_for_with_its_own_rights() {
        Answer page = page("/ui/tenants", session(FakeSuite.TENANT_KEY));

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.raw().body()).contains("tenant send").doesNotContain("Add a tenant");
        assertThat(console.suite.headers.stream().map(Object::toString))
                .as("the services are told on whose behalf")
                .anyMatch(headers -> headers.contains("key_1"));
    }

    @Test
    void names_are_shown_as_they_are_and_run_nothing() {
        console.suite.mirror.answer(
                ListTenantsRequest.class,
                request -> ListTenantsResponse.newBuilder()
                        .addTenants(Tenant.newBuilder().setTenantId("t").setName("<img src=x onerror=alert(1)>"))
                        .setNextPageToken("more & more")
                        .build());

        String body =
                page("/ui/tenants", session(ConsoleUnderTest.ADMIN_KEY)).raw().body();

        assertThat(body)
                .contains("<bdi>&lt;img src=x onerror=alert(1)&gt;</bdi>", "page_token=more%20%26%20more")
                .doesNotContain("<img src=x");
        console.suite.mirror.answer(ListTenantsRequest.class, _ -> {
            throw Fault.of(Reason.STORE_UNAVAILABLE);
        });
        Answer failed = page("/ui/tenants", session(ConsoleUnderTest.ADMIN_KEY));
        assertThat(failed.status()).isEqualTo(503);
        assertThat(failed.raw().body()).contains("Out of reach", "STORE_UNAVAILABLE", "Reload in a moment");
        console.suite.mirror.answer(ListTenantsRequest.class, _ -> ListTenantsResponse.getDefaultInstance());
    }

    @Test
    void signing_out_takes_the_cookie_away() {
        String mine = session(ConsoleUnderTest.ADMIN_KEY);
        Answer out = post("/ui/sign-out", "csrf=" + token(page("/ui/overview", mine)), "Cookie", mine);

        assertThat(out.status()).isEqualTo(303);
        assertThat(out.header("Set-Cookie")).startsWith("waypost_session=;").contains("Max-Age=0");
    }

    @Test
    void whoever_tries_keys_is_made_to_wait() {
        try (var strict = new ConsoleUnderTest(Map.of("waypost.console.web.sign-in-failures", 2))) {
            List<Integer> answers = List.of("a", "b", "c", ConsoleUnderTest.ADMIN_KEY).stream()
                    .map(key -> strict.form("/ui/sign-in", "key=" + key).status())
                    .toList();

            assertThat(answers).containsExactly(401, 401, 429, 429);
        }
    }

    @Test
    void the_policy_lets_nothing_in_from_elsewhere() {
        Answer answer = page("/ui/tenants", session(ConsoleUnderTest.ADMIN_KEY));

        assertThat(answer.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "data:", "*");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    }

    private static java.util.stream.Stream<String> routes() {
        return console.running()
                .context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> route.getPort() == null)
                .filter(route -> !route.getHttpMethodName().equals("HEAD"))
                .map(route -> route.getHttpMethodName() + " "
                        + route.getUriMatchTemplate().toPathString().replaceAll("\\{[^}]*}", "x"))
                .filter(route -> route.contains(" /ui/"))
                .distinct();
    }

    private static Answer signIn(String key, String next) {
        return console.form(
                "/ui/sign-in",
                "key=" + URLEncoder.encode(key, StandardCharsets.UTF_8) + "&next="
                        + URLEncoder.encode(next, StandardCharsets.UTF_8));
    }

    private static String session(String key) {
        return signIn(key, "").header("Set-Cookie").replaceAll(";.*", "");
    }

    private static Answer page(String path, String cookie) {
        return console.withoutKey("GET", path, "Cookie", cookie);
    }

    private static Answer post(String path, String body, String... headers) {
        return console.form(path, body, headers);
    }

    private static String token(Answer page) {
        Matcher found = TOKEN.matcher(page.raw().body());
        assertThat(found.find()).as(page.raw().body()).isTrue();
        return found.group(1);
    }
}
