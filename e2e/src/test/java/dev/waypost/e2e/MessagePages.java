package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.testkit.Fixtures;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;

/// Messages: found by whatever is known of them, and decided about.
interface MessagePages {
    Screen screen();

    @Test
    default void messages_are_found_by_state_by_time_and_by_id() {
        var screen = screen();
        String tenant = screen.salon().tenant();
        String id = screen.send(Fixtures.phone(), "Find me", "");
        String messages = "/ui/messages?tenant=" + tenant;
        var tab = screen.tab();
        screen.await(
                "read",
                () -> screen.go("/ui/messages/" + tenant + "/" + id).text().contains("Read"));

        screen.go(messages).fill("select[name=state]", "READ").follow("form.bar button");
        assertThat(tab.path()).contains("state=READ");
        assertThat(tab.text()).contains(id);
        screen.go(messages).fill("select[name=state]", "EXPIRED").follow("form.bar button");
        assertThat(tab.text()).contains("No message is found").doesNotContain(id);

        screen.go(messages).fill("input[name=until]", minute(-60)).follow("form.bar button");
        assertThat(tab.text()).contains("No message is found");
        screen.go(messages).fill("input[name=from]", minute(-60)).follow("form.bar button");
        assertThat(tab.text()).contains(id);
        tab.picture("messages-by-time");

        screen.go(messages).fill("input[name=id]", id).follow("form.bar button");
        assertThat(tab.path()).isEqualTo("/ui/messages/" + tenant + "/" + id);
        assertThat(tab.text()).contains("Find me", "Accepted", "Delivered", "Attempts");
        String trace = tab.eval("document.querySelector('a.mono[title=\"Show this trace\"]').href")
                .asText();
        assertThat(trace).matches("https://traces\\.example\\.com/[0-9a-f]{32}");
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    default void a_message_is_cancelled_before_its_time() {
        var screen = screen();
        String id = screen.send(
                Fixtures.phone(),
                "Not today",
                ", \"sendAt\": \"" + Instant.now().plus(1, ChronoUnit.DAYS) + "\"");
        var tab = screen.go("/ui/messages/" + screen.salon().tenant() + "/" + id);
        assertThat(tab.text()).contains("queued", "To be sent", "Not tried yet");

        tab.follow("form[action$='/cancel'] button");

        assertThat(tab.text()).contains("The message is not sent any more.", "cancelled");
        assertThat(tab.has("form[action$='/cancel']")).isFalse();
        assertThat(tab.picture("message-cancelled").complaints()).isEmpty();
    }

    @Test
    default void held_messages_are_released_or_discarded_after_a_question() {
        var screen = screen();
        String tenant = screen.salon().tenant();
        String at = screen.waypost().console() + "/api/whatsapp/tenants/" + tenant;
        screen.call("PATCH", at, """
                {"suspiciousPatterns": ["(?i)free money"], "revision": %s}
                """.formatted(screen.call("GET", at, "").field("revision")));
        screen.await(
                "the pattern holds",
                () -> screen.call(
                                "GET",
                                screen.waypost().console() + "/api/whatsapp/messages/"
                                        + screen.send(Fixtures.phone(), "FREE MONEY", ""),
                                "")
                        .field("state")
                        .equals("HELD"));
        String released = screen.send(Fixtures.phone(), "Free money, only today", "");
        String discarded = screen.send(Fixtures.phone(), "Free money again", "");
        String held = "/ui/messages?tenant=" + tenant + "&state=HELD";
        var tab = screen.go(held).picture("messages-held");

        tab.click("input[value='" + released + "']").follow("form[action$='/release'] .primary");
        assertThat(tab.text()).contains("1 message released.");
        screen.await(
                "it went",
                () -> screen.go("/ui/messages/" + tenant + "/" + released)
                        .text()
                        .contains("Delivered"));

        screen.go(held).click("input[value='" + discarded + "']").follow(".danger");
        assertThat(tab.text()).contains("Discard 1 message?", "It is never sent.");
        tab.picture("messages-discard").fill("input[name=cause]", "spam").follow(".question .danger");
        assertThat(tab.text()).contains("1 message discarded.");
        assertThat(screen.go("/ui/messages/" + tenant + "/" + discarded).text()).contains("cancelled");
        assertThat(screen.go(held).text()).doesNotContain(discarded);
        assertThat(tab.complaints()).isEmpty();
    }

    @Test
    default void a_message_that_failed_says_why_and_is_sent_again() {
        var screen = screen();
        String tenant = screen.salon().tenant();
        String to = Fixtures.phone();
        screen.call("PUT", screen.waypost().simulator() + "/control/faults", """
                {"rules": [{"match": {"to": "%s"}, "code": 131026, "times": 1}]}
                """.formatted(to.substring(1)));
        String id = screen.send(to, "Are you there?", "");
        String page = "/ui/messages/" + tenant + "/" + id;
        var tab = screen.tab();
        screen.await("refused", () -> screen.go(page).text().contains("131026"));
        assertThat(tab.picture("message-failed").text()).contains("failed", "The provider says", "refused");

        tab.follow("form[action$='/redrive'] button");

        assertThat(tab.text()).contains("1 message queued again.");
        screen.await("it arrived", () -> screen.go(page).text().contains("Delivered"));
        assertThat(tab.text()).contains("Attempt 2 was accepted by");
        assertThat(tab.complaints()).isEmpty();
    }

    private static String minute(int fromNow) {
        return Instant.now().plus(fromNow, ChronoUnit.MINUTES).toString().substring(0, 16);
    }
}
