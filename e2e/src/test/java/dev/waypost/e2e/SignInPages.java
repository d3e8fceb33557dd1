package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.testkit.browser.Tab;
import org.junit.jupiter.api.Test;

/// Who comes in, and what a browser lets others do meanwhile.
interface SignInPages {
    Screen screen();

    /// A tab of somebody who is not signed in.
    Tab stranger();

    @Test
    default void nobody_comes_in_without_a_key_and_everybody_gets_to_where_they_wanted() {
        Salon salon = screen().salon();
        Tab stranger = stranger();
        stranger.go(url("/ui/tenants/" + salon.tenant() + "/settings"));
        assertThat(stranger.path()).startsWith("/ui/sign-in?next=");
        stranger.picture("sign-in").fill("#key", "not-a-key-at-all").follow("button.primary");
        assertThat(stranger.text()).contains("No such key");
        stranger.picture("sign-in-refused");

        // By keyboard only: the field has the focus.
        stranger.go(url("/ui/sign-in?next=/ui/tenants/" + salon.tenant() + "/settings"));
        assertThat(stranger.eval("document.activeElement.id").asText()).isEqualTo("key");
        stranger.fill("#key", Installation.ADMIN_KEY);
        stranger.press("Enter").awaitText("Save what changed");
        assertThat(stranger.path()).isEqualTo("/ui/tenants/" + salon.tenant() + "/settings");
        assertThat(stranger.eval("document.cookie").asText())
                .as("scripts see no session")
                .isEmpty();

        stranger.follow(".foot form button");
        assertThat(stranger.path()).isEqualTo("/ui/sign-in");
        assertThat(stranger.go(url("/ui/overview")).path()).startsWith("/ui/sign-in");
    }

    @Test
    default void a_form_without_the_token_of_its_session_is_refused() {
        var screen = screen();
        String tenant = screen.salon().tenant();
        var tab = screen.go("/ui/tenants/" + tenant + "/suspend");
        tab.eval("document.querySelector('.question input[name=csrf]').value = 'made-up'");

        tab.follow(".question .danger");

        assertThat(tab.text()).contains("Not allowed", "This form is not of your present session.");
        assertThat(screen.go("/ui/tenants/" + tenant).text()).doesNotContain("suspended");
    }

    @Test
    default void what_is_written_into_a_page_does_not_run_there() {
        var tab = screen().go("/ui/overview");
        tab.eval("(() => { const script = document.createElement('script'); script.textContent = 'window.ran = 1';"
                + " document.body.append(script); const drawn = document.createElement('p');"
                + " drawn.innerHTML = '<b onclick=\"window.ran = 1\" style=\"color: red\">x</b>';"
                + " document.body.append(drawn); drawn.firstChild.click(); })()");

        assertThat(tab.eval("window.ran === undefined").asBoolean()).isTrue();
        assertThat(tab.complaints()).isNotEmpty().allMatch(line -> line.contains("Content Security Policy"));
    }

    private String url(String path) {
        return screen().waypost().console() + path;
    }
}
