package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.console.ConsoleUnderTest.Answer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The pages of a console, as the browser of somebody who signed in asks for them.
record PagesUnderTest(ConsoleUnderTest console, String cookie) {
    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    static PagesUnderTest signedIn(ConsoleUnderTest console, String key) {
        String cookie =
                console.form("/ui/sign-in", "key=" + key).header("Set-Cookie").replaceAll(";.*", "");
        assertThat(cookie).startsWith("waypost_session=");
        return new PagesUnderTest(console, cookie);
    }

    Answer page(String path) {
        return console.withoutKey("GET", path, "Cookie", cookie);
    }

    Answer news(String path) {
        return console.news(path, cookie);
    }

    String text(String path) {
        Answer page = page(path);
        assertThat(page.status()).as(page.raw().body()).isEqualTo(200);
        return page.raw().body();
    }

    /// Sends a form with the token of this session.
    Answer post(String path, String fields) {
        Matcher token = TOKEN.matcher(text("/ui/tenants"));
        assertThat(token.find()).isTrue();
        return console.form(path, "csrf=" + token.group(1) + "&" + fields, "Cookie", cookie);
    }
}
