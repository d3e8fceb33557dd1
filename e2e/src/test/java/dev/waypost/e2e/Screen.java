package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.testkit.browser.Tab;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/// What somebody who is signed in sees of a Waypost with a salon on it.
record Screen(Installation waypost, Salon salon, Tab tab) {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    static Screen signedIn(Installation waypost, Salon salon, Tab tab) {
        tab.go(waypost.console() + "/").fill("#key", Installation.ADMIN_KEY).follow("button.primary");
        assertThat(tab.path()).isEqualTo("/ui/overview");
        return new Screen(waypost, salon, tab);
    }

    Tab go(String path) {
        return tab.go(waypost.console() + path);
    }

    /// Looks again and again, as somebody who waits for something does.
    void await(String what, BooleanSupplier seen) {
        Awaitility.await(what)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                // Between two pages there is none to ask.
                .ignoreException(IllegalStateException.class)
                .until(seen::getAsBoolean);
    }

    int count(String selector) {
        return tab.eval("document.querySelectorAll('" + selector + "').length").asInt();
    }

    /// The value of the figure with this label; empty when there is none.
    String figure(String label) {
        return tab.eval("([...document.querySelectorAll('.figure')].find(each => each.querySelector('.label')"
                        + ".textContent === '" + label + "') || {querySelector: () => ({textContent: ''})})"
                        + ".querySelector('.value').textContent")
                .asText();
    }

    /// Something that is done over HTTP, as another program would.
    Caller.Answer call(String method, String url, String body) {
        try (var caller = new Caller()) {
            Caller.Answer answer = switch (method) {
                case "GET" -> caller.get(url);
                case "PUT" -> caller.put(url, body);
                case "PATCH" -> caller.patch(url, body);
                default -> caller.post(url, body);
            };
            assertThat(answer.status())
                    .as(method + " " + url + ": " + answer.text())
                    .isBetween(200, 202);
            return answer;
        }
    }

    Caller.Answer post(String path, String body) {
        return call("POST", waypost.console() + path, body);
    }

    /// Sends a message of the salon's, and says its id.
    String send(String phone, String text, String more) {
        return post("/api/whatsapp/send", """
                {"tenantId": "%s", "phone": "%s", "message": "%s"%s}
                """.formatted(salon.tenant(), phone, text, more))
                .field("messageId");
    }
}
