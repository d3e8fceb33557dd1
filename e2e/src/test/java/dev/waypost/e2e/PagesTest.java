package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.OtlpCollector;
import dev.waypost.testkit.browser.Chromium;
import dev.waypost.testkit.browser.Tab;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages of a whole Waypost in a real browser. Every page that a test comes by is kept as a picture in
/// target/screenshots.
class PagesTest implements SignInPages, OverviewPages, TenantPages, MessagePages, HubPages {
    @TempDir
    static Path folder;

    private static OtlpCollector spans;
    private static Installation waypost;
    private static Chromium browser;
    private static Salon salon;

    private Screen screen;
    private Tab tab;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(Chromium.find().isPresent(), Chromium.MISSING);
        spans = OtlpCollector.start();
        waypost = Installation.up(
                folder.resolve("data"),
                spans.endpoint(),
                Map.of("WAYPOST_CONSOLE_TRACES_URL", "https://traces.example.com/{trace_id}"));
        browser = Chromium.start();
        salon = Salon.open(waypost);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
            waypost.close();
            spans.close();
        }
    }

    @BeforeEach
    void signIn() {
        screen = Screen.signedIn(waypost, salon, browser.tab());
        tab = screen.tab();
    }

    @Override
    public Tab stranger() {
        return browser.tab();
    }

    @Override
    public Screen screen() {
        return screen;
    }

    @Test
    void tenants_are_found_while_typing_and_page_by_page() {
        tab.go(url("/ui/tenants")).picture("tenants");
        assertThat(tab.text()).contains("Add a tenant");
        tab.fill("input[name=query]", salon.tenant()).awaitText(salon.name());
        org.awaitility.Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> tab.eval("document.querySelectorAll('#found tbody tr').length")
                                .asInt()
                        == 1);
        assertThat(tab.path()).contains("query=" + salon.tenant());
        tab.fill("input[name=query]", "nobody-is-called-so").awaitText("No tenant is found");
        tab.picture("tenants-none");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void a_tenant_is_added_connected_tested_changed_and_suspended() {
        String id = Fixtures.tenantId();
        tab.go(url("/ui/tenants")).click("details.card summary");
        tab.fill("input[name=tenant_id]", id)
                .fill("input[name=name]", "מרפאת השיניים של ד״ר כהן")
                .follow("details.card button");
        assertThat(tab.path()).isEqualTo("/ui/tenants/" + id);
        assertThat(tab.text())
                .contains("The tenant is there", "No endpoint yet", "Nothing was sent in the last hour", "מרפאת");
        tab.picture("tenant-new");

        tab.follow(".empty a").picture("endpoint-connect");
        tab.fill("input[name=endpoint_id]", "main").fill("input[name=api_url]", "http://10.0.0.1:9/private");
        tab.fill("select[name=provider]", "META_CLOUD").follow("button.primary");
        assertThat(tab.text()).as("all that is wrong is listed").contains("api_url", "FIELD_INVALID");
        assertThat(tab.eval("document.querySelector('input[name=endpoint_id]').value")
                        .asText())
                .as("what was typed is still there")
                .isEqualTo("main");
        tab.picture("endpoint-refused");

        tab.go(url("/ui/tenants/" + id + "/settings")).fill("input[name=rate_limit]", "250");
        tab.fill("input[name=rate_window]", "90s")
                .fill("select[name=routing]", "STANDBY")
                .follow("button.primary");
        assertThat(tab.text()).contains("Saved: routing, rate limit, rate window.");
        tab.picture("settings");
        tab.fill("input[name=rate_limit]", "many")
                .fill("input[name=retention]", "x")
                .follow("button.primary");
        assertThat(tab.text()).contains("policy.rate_limit", "policy.retention", "a whole number");
        tab.picture("settings-refused");

        tab.go(url("/ui/tenants/" + id)).follow("a[href$='/suspend']").picture("tenant-suspend");
        tab.fill("input[name=cause]", "has not paid").follow("button.danger");
        assertThat(tab.text()).contains("The tenant is suspended.", "suspended");
        tab.follow("form[action$='/resume'] button");
        assertThat(tab.text()).contains("The tenant sends again.");

        tab.go(url("/ui/tenants/" + id + "/history")).picture("tenant-history");
        assertThat(tab.text()).contains("has not paid");
        assertThat(tab.complaints()).as("but for the refusal itself").allMatch(line -> line.contains("400"));
    }

    @Test
    void a_connection_is_tested_and_a_secret_rotated_and_the_standby_takes_over() {
        String endpoint = "/ui/tenants/" + salon.tenant() + "/endpoints/main";
        tab.go(url("/ui/tenants/" + salon.tenant())).picture("tenant");
        assertThat(tab.text()).contains(salon.name(), "Main line", "Backup");

        tab.go(url(endpoint)).picture("endpoint").follow("form[action$='/test'] button");
        tab.picture("endpoint-test-begun").awaitText("The connection works").picture("endpoint-tested");
        assertThat(tab.text()).contains("Credentials", "passed").doesNotContain("under way", "waits");
        assertThat(tab.eval("document.querySelector('[data-live]').dataset.state")
                        .asText())
                .as("the stream is over and is not asked for again")
                .isEqualTo("ended");

        tab.go(url(endpoint + "/rotate")).picture("endpoint-rotate");
        tab.fill("select[name=kind]", "VERIFY_TOKEN").follow("button.danger");
        assertThat(tab.text()).contains("it is not shown again");
        String secret = tab.text("main pre");
        assertThat(secret).hasSizeGreaterThan(20);
        tab.follow(".card a.button");
        assertThat(tab.text()).doesNotContain(secret);

        tab.go(url("/ui/tenants/" + salon.tenant() + "/endpoints/backup/switch"))
                .picture("endpoint-switch");
        assertThat(tab.text()).contains("It takes over from Main line");
        tab.fill("input[name=cause]", "the main line is down").follow("button.danger");
        assertThat(tab.text()).contains("Messages go through this endpoint now.");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void a_message_is_found_and_followed_to_the_end() {
        tab.go(url("/ui/messages")).picture("messages-no-tenant");
        assertThat(tab.text()).contains("Which tenant?");
        tab.fill("input[name=tenant]", salon.tenant())
                .fill("input[name=number]", "+4915112340003")
                .follow("form.bar button");
        assertThat(tab.path()).contains("who=").doesNotContain("1511234");
        tab.picture("messages-of-a-number");
        assertThat(tab.eval("document.querySelectorAll('tbody tr').length").asInt())
                .isEqualTo(1);
        assertThat(tab.text()).doesNotContain("15112340003");
        tab.follow("tbody td:last-child a").awaitText("Read");
        assertThat(tab.text())
                .contains(
                        "Accepted",
                        "Attempt 1 was accepted by",
                        "Delivered",
                        "See you at 12:00 <b>tomorrow</b>",
                        "Trace");
        tab.picture("message");
        assertThat(tab.go(url("/ui/messages?tenant=" + salon.tenant() + "&from=not-a-time"))
                        .text())
                .contains("That does not work", "2026-01-31T08:30");
    }

    @Test
    void what_was_not_delivered_is_looked_into_delivered_again_and_replayed() {
        String undelivered = "/ui/inbound?tenant=" + salon.tenant();
        org.awaitility.Awaitility.await("given up")
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> tab.go(url(undelivered)).text().contains("given up"));
        tab.picture("inbound-undelivered").follow("tbody td:last-child a");
        assertThat(tab.text()).contains("Can I come at <i>ten</i>?", "delivered", "given up");
        tab.picture("event");

        tab.go(url(undelivered)).click("[data-all]").follow("form[action$='/redrive'] button.primary");
        assertThat(tab.text()).contains("queued again.");

        tab.go(url("/ui/inbound/replay?tenant=" + salon.tenant()))
                .picture("replay")
                .follow("button.primary");
        tab.awaitText("succeeded").picture("replay-done");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void an_alert_is_taken_on_by_whoever_is_on_call() {
        String id = Fixtures.tenantId();
        Salon.atGateway(waypost, id);
        String alerts = "/ui/operations/alerts?tenant=" + id;
        org.awaitility.Awaitility.await("its phone is not linked")
                .atMost(java.time.Duration.ofSeconds(180))
                .until(() -> tab.go(url(alerts)).text().contains("endpoint_unhealthy"));
        tab.picture("alerts-open")
                .fill("input[name=comment]", "I call the salon")
                .follow("td.actions form button");
        assertThat(tab.text()).contains("The alert is yours now.");
        tab.go(url(alerts)).picture("alerts-taken");
        assertThat(tab.text()).contains("taken on", "I call the salon", "Silence…");
        tab.follow("td.actions a.button");
        assertThat(tab.eval("document.querySelector('input[name=tenant]').value")
                        .asText())
                .as("a silence begins with what the alert is about")
                .isEqualTo(id);
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void alerts_are_silenced_before_maintenance_and_told_again() {
        tab.go(url("/ui/operations/silences")).fill("input[name=tenant]", salon.tenant());
        tab.fill("select[name=again]", "604800").fill("input[name=comment]", "каждую неделю: обновление шлюза");
        tab.follow("form.question button, section.card form .primary");
        assertThat(tab.text()).contains("Silenced", "silent now", "every 7 d", "каждую неделю");
        tab.picture("silences-one").follow("form[action$='/end'] button");
        assertThat(tab.text()).contains("alerts are told again");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void a_server_says_who_is_on_it_and_is_emptied_after_a_question() {
        tab.go(url("/ui/operations/servers")).picture("servers").follow("tbody a");
        assertThat(tab.text()).contains(salon.tenant(), "Who is on it");
        tab.fill("input[name=capacity]", "3").follow(".bar .primary");
        assertThat(tab.text()).contains("Saved.", "of 3");
        tab.picture("server").follow("a[href*='/drain']").picture("server-drain");
        tab.fill("input[name=cause]", "its disk is failing").follow("button.danger");
        assertThat(tab.text()).contains("It is being emptied", "draining", "its disk is failing");
        tab.picture("server-draining").follow("a[href*='/restore']").follow("button.danger");
        assertThat(tab.text()).contains("The server is used again.");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void many_tenants_are_switched_dry_first() {
        tab.go(url("/ui/operations/bulk-switch")).fill("textarea[name=tenants]", salon.tenant() + ", nobody-here");
        tab.picture("bulk-switch").follow("button[value=no]");
        assertThat(tab.text()).contains("A dry run");
        tab.awaitText("succeeded").picture("operation");
        assertThat(tab.text()).contains(salon.tenant(), "nobody-here");
        assertThat(tab.go(url("/ui/operations")).picture("operations").text()).contains("succeeded");
    }

    @Test
    void a_phone_is_linked_by_scanning() {
        String id = Fixtures.tenantId();
        Salon.atGateway(waypost, id);
        tab.go(url("/ui/tenants/" + id + "/sessions")).picture("session-none");
        tab.follow("form[action$='/start'] button").awaitText("Link the phone");
        org.awaitility.Awaitility.await("the code is drawn")
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> tab.eval("(document.querySelector('img.qr') || {}).naturalWidth > 50")
                        .asBoolean());
        tab.picture("session-pairing");
        Salon.scan(waypost, id);
        tab.awaitText("connected").picture("session-connected");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void the_overview_renews_itself() {
        assertThat(tab.text("#services")).contains("config-service", "webhook-ingress", "healthy");
        tab.eval("document.querySelector('#services h2').textContent = 'old'");
        org.awaitility.Awaitility.await("news")
                .atMost(java.time.Duration.ofSeconds(60))
                .until(() -> tab.text("#services h2").equals("Services"));
        assertThat(tab.eval("document.querySelector('[data-live]').dataset.state")
                        .asText())
                .isEqualTo("live");
        tab.picture("overview-live");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    void what_is_not_there_says_so_and_what_to_do() {
        tab.go(url("/ui/tenants/nobody-here"));
        assertThat(tab.text()).contains("Not found", "TENANT_NOT_FOUND");
        tab.picture("not-found");
    }

    @Test
    void every_page_fits_a_phone_by_light_and_in_the_dark() {
        for (String path : pages()) {
            String name =
                    path.substring("/ui/".length()).replaceAll("[/?=&]+", "-").replace(salon.tenant(), "salon");
            for (boolean dark : List.of(false, true)) {
                tab.dark(dark).width(320).go(url(path)).picture(name + (dark ? "-320-dark" : "-320"));
                assertThat(tab.overflows()).as("%s is wider than a phone", path).isFalse();
                assertThat(WhatIsSeen.sideways(tab))
                        .as("%s has a table that is wider than a phone", path)
                        .isEmpty();
                assertThat(WhatIsSeen.unreadable(tab))
                        .as("%s, %s: text of too little contrast", path, dark ? "dark" : "light")
                        .isEmpty();
                tab.width(1280).go(url(path)).picture(name + (dark ? "-dark" : ""));
                assertThat(tab.overflows())
                        .as("%s is wider than its window", path)
                        .isFalse();
            }
            assertThat(tab.complaints()).as(path).isEmpty();
            assertThat(tab.eval("document.querySelectorAll('h1').length").asInt())
                    .as(path)
                    .isEqualTo(1);
            assertThat(WhatIsSeen.unnamed(tab))
                    .as("controls without a name on %s", path)
                    .isEmpty();
        }
    }

    @Test
    void a_keyboard_reaches_the_content_first_and_then_everything() {
        tab.go(url("/ui/tenants/" + salon.tenant() + "/settings")).press("Tab");
        assertThat(tab.text(":focus")).isEqualTo("Skip to content");
        tab.press("Enter");
        assertThat(tab.eval("document.activeElement.id").asText()).isEqualTo("main");
        tab.press("Tab").press("Tab");
        assertThat(tab.eval("getComputedStyle(document.activeElement).outlineStyle")
                        .asText())
                .as("the focus is seen")
                .isEqualTo("solid");
    }

    private static List<String> pages() {
        String tenant = "/ui/tenants/" + salon.tenant();
        return List.of(
                "/ui/overview",
                "/ui/tenants",
                tenant,
                tenant + "/settings",
                tenant + "/sessions",
                tenant + "/history",
                tenant + "/endpoints",
                tenant + "/endpoints/main",
                tenant + "/endpoints/main/rotate",
                "/ui/messages?tenant=" + salon.tenant(),
                "/ui/inbound?tenant=" + salon.tenant(),
                "/ui/inbound/events?tenant=" + salon.tenant(),
                "/ui/inbound/replay?tenant=" + salon.tenant(),
                "/ui/hub",
                "/ui/hub/gateways",
                "/ui/operations",
                "/ui/operations/bulk-switch",
                "/ui/operations/alerts",
                "/ui/operations/silences",
                "/ui/operations/servers",
                "/ui/operations/dead-letters",
                "/ui/operations/dead-letters?tenant=" + salon.tenant(),
                "/ui/operations/failovers",
                "/ui/operations/quarantine");
    }

    private static String url(String path) {
        return waypost.console() + path;
    }
}
