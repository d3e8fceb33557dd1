package dev.waypost.console.web.signin;

import dev.waypost.platform.crypto.SealBroken;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.id.Ids;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes and reads the cookie of a session. It is sealed under the master key, so any console of the installation
/// opens it, none keeps it, and nobody else reads the key in it.
@Singleton
final class Sessions {
    static final String COOKIE = "waypost_session";
    private static final String FIELD = "console.session";
    static final int LONGEST_COOKIE = 4096;

    private final Vault vault;
    private final InstantSource clock;
    private final WebSettings settings;

    Sessions(Vault vault, InstantSource clock, WebSettings settings) {
        this.vault = vault;
        this.clock = clock;
        this.settings = settings;
    }

    Cookie open(HttpRequest<?> request, String key) {
        Instant until = clock.instant().plus(settings.session());
        String sealed = vault.seal(until.toEpochMilli() + "\n" + Ids.token() + "\n" + key, "", FIELD);
        return cookie(request, sealed.substring(Vault.MARK.length()), settings.session());
    }

    Cookie close(HttpRequest<?> request) {
        return cookie(request, "", Duration.ZERO);
    }

    Optional<Session> of(HttpRequest<?> request) {
        return request.getCookies()
                .findCookie(COOKIE)
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty() && value.length() <= LONGEST_COOKIE)
                .flatMap(this::opened)
                .filter(session -> clock.instant().isBefore(session.until()));
    }

    private Optional<Session> opened(String sealed) {
        try {
            String[] lines = vault.open(Vault.MARK + sealed, "", FIELD).split("\n", 3);
            return Optional.of(new Session(lines[2], lines[1], Instant.ofEpochMilli(Long.parseLong(lines[0]))));
        } catch (SealBroken e) {
            // Made up, or sealed under a key that is gone: nobody is signed in by it.
            return Optional.empty();
        }
    }

    private static Cookie cookie(HttpRequest<?> request, String value, Duration age) {
        return Cookie.of(COOKIE, value)
                .path("/")
                .httpOnly(true)
                .secure(isEncrypted(request))
                .sameSite(SameSite.Strict)
                .maxAge(age);
    }

    /// Behind a proxy that speaks TLS, the header says so; on a laptop nobody does, and the cookie must work there.
    static boolean isEncrypted(HttpRequest<?> request) {
        @Nullable String outside = request.getHeaders().get("X-Forwarded-Proto");
        return request.isSecure()
                || outside != null && outside.toLowerCase(Locale.ROOT).startsWith("https");
    }
}
