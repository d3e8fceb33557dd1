package dev.waypost.platform.auth;

import dev.waypost.platform.crypto.Signatures;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells who presents a bearer token: a service of this installation, the admin key, whoever the token issuer signed
/// for, or a key that was handed out.
@Singleton
public final class Callers {
    private static final int LONGEST_KEY = 512;

    private final AuthSettings settings;
    private final ServiceIdentity services;
    private final Tokens tokens;
    private final @Nullable CallerDirectory directory;

    Callers(AuthSettings settings, ServiceIdentity services, Tokens tokens, @Nullable CallerDirectory directory) {
        this.settings = settings;
        this.services = services;
        this.tokens = tokens;
        this.directory = directory;
    }

    public Optional<Caller> authenticate(String token) {
        if (tokens.takes(token)) {
            return tokens.find(token);
        }
        if (token.isEmpty() || token.length() > LONGEST_KEY) {
            return Optional.empty();
        }
        Optional<Caller> service = services.verify(token);
        if (service.isPresent()) {
            return service;
        }
        if (settings.adminKey() != null && Signatures.equal(settings.adminKey().reveal(), token)) {
            return Optional.of(new Caller("admin-key", Role.ADMIN, Set.of()));
        }
        return directory == null ? Optional.empty() : directory.find(token);
    }
}
