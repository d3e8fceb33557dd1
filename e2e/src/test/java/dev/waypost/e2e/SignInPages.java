package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.waypost.testkit.browser.Tab;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
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

    /// From another port of the same host a browser even sends the session along; from another host it does not.
    @Test
    default void a_page_elsewhere_changes_nothing_whatever_it_knows() throws IOException {
        var screen = screen();
        String tenant = "/ui/tenants/" + screen.salon().tenant();
        var tab = screen.go(tenant + "/suspend");
        String token = tab.eval("document.querySelector('.question input[name=csrf]').value")
                .asText();
        String form = """
                <!doctype html><form method="post" action="%s"><input name="csrf" value="%s"><input name="cause" value="x">
                </form><script>document.forms[0].submit()</script>""".formatted(url(tenant + "/suspend"), token);
        byte[] page = form.getBytes(StandardCharsets.UTF_8);
        HttpServer elsewhere = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        elsewhere.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        elsewhere.start();
        try {
            int port = elsewhere.getAddress().getPort();
            tab.go("http://127.0.0.1:" + port + "/").awaitText("This form is not of your present session.");
            tab.go("http://localhost:" + port + "/").awaitText("You are not signed in any more");
        } finally {
            elsewhere.stop(0);
        }
        assertThat(screen.go(tenant).text()).contains("active").doesNotContain("suspended");
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
