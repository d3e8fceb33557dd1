package dev.waypost.platform.auth;

import dev.waypost.platform.boot.StartCheck;
import dev.waypost.platform.crypto.Signatures;
import io.micronaut.context.annotation.Value;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/// The short-lived tokens by which the services of one installation recognise each other.
@Singleton
public final class ServiceIdentity implements StartCheck {
    private static final String PREFIX = "wps.";
    private static final Duration LIFETIME = Duration.ofMinutes(5);

    /// A token and when to make the next one.
    private record Token(String text, Instant renewAt) {}

    private final AuthSettings settings;
    private final InstantSource clock;
    private final String service;
    private volatile Token token = new Token("", Instant.EPOCH);

    ServiceIdentity(AuthSettings settings, InstantSource clock, @Value("${waypost.service}") String service) {
        this.settings = settings;
        this.clock = clock;
        this.service = service;
    }

    @Override
    public void check() {
        settings.requiredServiceKey();
    }

    public String token() {
        Token current = token;
        if (clock.instant().isBefore(current.renewAt())) {
            return current.text();
        }
        Instant now = clock.instant();
        String claim = service + "." + now.plus(LIFETIME).getEpochSecond();
        Token made = new Token(PREFIX + claim + "." + signature(claim), now.plus(LIFETIME.dividedBy(2)));
        token = made;
        return made.text();
    }

    /// The service that the token names, when this installation made it and it has not expired.
    public Optional<Caller> verify(String presented) {
        if (!presented.startsWith(PREFIX)) {
            return Optional.empty();
        }
        String[] parts = presented.substring(PREFIX.length()).split("\\.", -1);
        if (parts.length != 3 || !Signatures.equal(signature(parts[0] + "." + parts[1]), parts[2])) {
            return Optional.empty();
        }
        boolean alive = clock.instant().isBefore(Instant.ofEpochSecond(Long.parseLong(parts[1])));
        return alive ? Optional.of(new Caller("service:" + parts[0], Role.SERVICE, Set.of())) : Optional.empty();
    }

    private String signature(String claim) {
        byte[] key = settings.requiredServiceKey().reveal().getBytes(StandardCharsets.UTF_8);
        return HexFormat.of().formatHex(Signatures.hmacSha256(key, claim.getBytes(StandardCharsets.UTF_8)));
    }
}
