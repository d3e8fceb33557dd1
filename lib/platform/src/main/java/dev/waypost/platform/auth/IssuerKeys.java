package dev.waypost.platform.auth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.http.GuardedHttp;
import dev.waypost.platform.http.HttpAnswer;
import dev.waypost.platform.http.HttpCall;
import dev.waypost.platform.http.HttpFailure;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The issuer's public keys, asked for when they are old or when a token names one that is not known.
///
/// Asks at most once in ten seconds, whatever callers present. While the issuer is away the keys at hand are used, for
/// at most a day.
@Singleton
final class IssuerKeys {
    private static final Logger LOG = LoggerFactory.getLogger(IssuerKeys.class);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration STALE_FOR = Duration.ofDays(1);
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int MOST_KEYS = 100;

    private record Held(List<IssuerKey> keys, Instant asked) {
        /// A token that names no key may only mean the one of its kind.
        Optional<IssuerKey> find(SignedToken token) {
            List<IssuerKey> fitting = keys.stream()
                    .filter(key -> key.algorithm() == token.algorithm())
                    .filter(key -> token.keyId().isEmpty() || token.keyId().equals(key.keyId()))
                    .toList();
            return fitting.size() == 1 ? Optional.of(fitting.getFirst()) : Optional.empty();
        }
    }

    private final OidcSettings settings;
    private final GuardedHttp http;
    private final InstantSource clock;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Held held = new Held(List.of(), Instant.EPOCH);
    private volatile Instant notBefore = Instant.EPOCH;

    IssuerKeys(OidcSettings settings, GuardedHttp http, InstantSource clock) {
        this.settings = settings;
        this.http = http;
        this.clock = clock;
    }

    /// @throws Fault PEER_UNAVAILABLE when there are no keys to check with
    Optional<IssuerKey> of(SignedToken token) {
        Instant now = clock.instant();
        Held at = held;
        boolean usable = now.isBefore(at.asked().plus(STALE_FOR));
        Optional<IssuerKey> key = usable ? at.find(token) : Optional.empty();
        if (key.isPresent()) {
            if (!now.isBefore(at.asked().plus(settings.keysFreshFor())) && !now.isBefore(notBefore)) {
                // Nobody waits for what is only a look whether anything changed.
                Thread.ofVirtual().name("issuer-keys").start(() -> ask(false));
            }
            return key;
        }
        // Whoever has keys does not wait behind others with unknown ones.
        ask(!usable);
        if (!clock.instant().isBefore(held.asked().plus(STALE_FOR))) {
            throw Fault.of(Reason.PEER_UNAVAILABLE).detail("The token issuer cannot be asked for its keys.");
        }
        return held.find(token);
    }

    private void ask(boolean wait) {
        if (wait) {
            asking.lock();
        } else if (!asking.tryLock()) {
            return;
        }
        try {
            Instant now = clock.instant();
            if (now.isBefore(notBefore)) {
                return;
            }
            notBefore = now.plus(PAUSE);
            held = new Held(fetch(), now);
        } catch (HttpFailure | IOException | IllegalArgumentException e) {
            LOG.atWarn()
                    .addKeyValue("issuer", settings.issuer())
                    .addKeyValue("cause", String.valueOf(e.getMessage()))
                    .log("issuer_keys.not_read");
        } finally {
            asking.unlock();
        }
    }

    private List<IssuerKey> fetch() throws HttpFailure, IOException {
        String issuer = Objects.requireNonNull(settings.issuer());
        String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
        JsonNode discovery = get(base + "/.well-known/openid-configuration");
        if (!discovery.path("issuer").asText().equals(issuer)) {
            throw new IOException("the discovery document is another issuer's");
        }
        String place = discovery.path("jwks_uri").asText();
        if (issuer.startsWith("https:") && !place.startsWith("https:")) {
            throw new IOException("jwks_uri is not https");
        }
        JsonNode set = get(place).path("keys");
        var keys = new ArrayList<IssuerKey>();
        for (JsonNode jwk : set) {
            if (keys.size() < MOST_KEYS) {
                IssuerKey.parse(jwk).ifPresent(keys::add);
            }
        }
        if (keys.isEmpty()) {
            throw new IOException("none of the keys can be used");
        }
        return List.copyOf(keys);
    }

    private JsonNode get(String url) throws HttpFailure, IOException {
        HttpAnswer answer = http.send(
                new HttpCall("GET", URI.create(url), Map.of("Accept", "application/json"), new byte[0], PATIENCE));
        if (answer.status() != 200) {
            throw new IOException("the issuer answered " + answer.status());
        }
        return SignedToken.JSON.readTree(answer.body());
    }
}
