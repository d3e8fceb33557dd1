package dev.waypost.platform.auth;

import dev.waypost.platform.crypto.Signatures;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Tells who presents a bearer token: a service of this installation, the admin key, or a key that was handed out.
@Singleton
public final class Callers {
    private final AuthSettings settings;
    private final ServiceIdentity services;
    private final @Nullable CallerDirectory directory;

    Callers(AuthSettings settings, ServiceIdentity services, @Nullable CallerDirectory directory) {
        this.settings = settings;
        this.services = services;
        this.directory = directory;
    }

    public Optional<Caller> authenticate(String token) {
        if (token.isEmpty() || token.length() > 512) {
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
