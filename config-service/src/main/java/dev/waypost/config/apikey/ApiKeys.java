package dev.waypost.config.apikey;

import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.CallerDirectory;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Optional;

/// Tells whose key was presented. A key has 256 random bits, so a plain hash of it is as good as a slow one.
@Singleton
final class ApiKeys implements CallerDirectory {
    static final String PREFIX = "wp_";

    private final ApiKeyStore store;
    private final InstantSource clock;

    ApiKeys(ApiKeyStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    @Override
    public Optional<Caller> find(String presentedKey) {
        return authenticate(presentedKey).map(ApiKey::caller);
    }

    Optional<ApiKey> authenticate(String presentedKey) {
        if (!presentedKey.startsWith(PREFIX)) {
            return Optional.empty();
        }
        Optional<ApiKey> known = store.byHash(hash(presentedKey)).filter(key -> key.worksAt(clock.instant()));
        known.ifPresent(key -> store.used(key.keyId(), clock.instant()));
        return known;
    }

    static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
