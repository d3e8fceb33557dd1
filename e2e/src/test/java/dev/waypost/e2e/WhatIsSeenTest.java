package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.testkit.browser.Chromium;
import dev.waypost.testkit.browser.Tab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What [PagesTest] looks for on every page is found where it is, and only there.
class WhatIsSeenTest {
    private static Chromium browser;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        Assumptions.assumeTrue(Chromium.find().isPresent(), Chromium.MISSING);
        browser = Chromium.start();
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void text_is_unreadable_when_it_is_too_like_what_is_behind_it() throws Exception {
        Tab tab = page("""
                <p id="fine" style="color: #595959">fine</p>
                <p id="pale" style="color: #999">pale</p>
                <div style="background: #222"><p id="dark" style="color: #555">on dark</p>
                  <p id="bright" style="color: #ddd">bright</p></div>
                <p id="large" style="color: #888; font-size: 30px">large may be paler</p>
                <p id="larger" style="color: #bbb; font-size: 30px">but not so pale</p>
                <p id="hidden" style="color: #fff; display: none">not shown</p>
                <p id="empty" style="color: #fff"> </p>""");

        assertThat(WhatIsSeen.unreadable(tab))
                .contains("id=\"pale\"", "id=\"dark\"", "id=\"larger\"")
                .doesNotContain("fine", "bright", "\"large\"", "hidden", "empty");
    }

    @Test
    void a_phone_shows_what_is_wider_than_it() throws Exception {
        String fits =
                "<div class=\"wide\" aria-label=\"Small\" style=\"overflow-x: auto\"><table><tr><td>a</table></div>";
        assertThat(page(fits).width(320).overflows()).isFalse();
        assertThat(WhatIsSeen.sideways(page(fits).width(320))).isEmpty();

        String scrolls = fits.replace("Small", "Large").replace("<table>", "<table style=\"width: 700px\">");
        assertThat(WhatIsSeen.sideways(page(fits + scrolls).width(320))).isEqualTo("Large");
        assertThat(page(scrolls).width(320).overflows())
                .as("only the table is scrolled")
                .isFalse();
        assertThat(page("<h1 style=\"width: 321px\">Tenants</h1>").width(320).overflows())
                .isTrue();
    }

    @Test
    void a_control_needs_a_name() throws Exception {
        assertThat(WhatIsSeen.unnamed(page("""
                <label>Name <input id="labelled"></label> <button id="said" aria-label="Close"></button>
                <input type="hidden" id="nobody"> <input id="bare"> <a id="silent" href="#"> <img alt=""></a>""")))
                .contains("id=\"bare\"", "id=\"silent\"")
                .doesNotContain("labelled", "said", "nobody");
    }

    private Tab page(String body) throws IOException {
        Path page = Files.writeString(folder.resolve("page.html"), """
                <!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <style>body { margin: 0 } a { display: inline-block; width: 20px; height: 20px }</style></head>
                <body>%s</body></html>""".formatted(body));
        return browser.tab().go(page.toUri().toString());
    }
}
