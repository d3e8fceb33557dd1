package dev.waypost.console.web.signin;

import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// How long somebody stays signed in to the pages, and how often an address may fail to.
@ConfigurationProperties("waypost.console.web")
public record WebSettings(
        @Bindable(defaultValue = "8h") @Doc("How long a sign-in to the web console lasts.")
        Duration session,

        @Bindable(defaultValue = "20") @Doc("Failed sign-ins that one address may make within ten minutes.")
        int signInFailures) {
    public WebSettings {
        if (session.compareTo(Duration.ofMinutes(1)) < 0 || session.compareTo(Duration.ofDays(30)) > 0) {
            throw new IllegalArgumentException(
                    "waypost.console.web.session: value: " + session + " (expected: 1m to 30d)");
        }
        if (signInFailures < 1) {
            throw new IllegalArgumentException(
                    "waypost.console.web.sign-in-failures: value: " + signInFailures + " (expected: at least 1)");
        }
    }
}
