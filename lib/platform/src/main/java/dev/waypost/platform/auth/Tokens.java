package dev.waypost.platform.auth;

import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;

/// Tells who presents a token that the configured issuer signed.
@Singleton
final class Tokens {
    private final OidcSettings settings;
    private final IssuerKeys keys;
    private final TokenClaimsPolicy claims;
    private final InstantSource clock;

    Tokens(OidcSettings settings, IssuerKeys keys, InstantSource clock) {
        this.settings = settings;
        this.keys = keys;
        this.claims = new TokenClaimsPolicy(settings);
        this.clock = clock;
    }

    /// Whether the text is one to be looked at here.
    boolean takes(String text) {
        return settings.isUsed() && SignedToken.looksLike(text);
    }

    /// The claims are looked at first, for they cost less: a token that is stale or not for us asks nobody for keys.
    Optional<Caller> find(String text) {
        return SignedToken.parse(text)
                .flatMap(token -> claims.caller(token.claims(), clock.instant())
                        .filter(caller -> keys.of(token)
                                .filter(key -> key.verifies(token))
                                .isPresent()));
    }
}
