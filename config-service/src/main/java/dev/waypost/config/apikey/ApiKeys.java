package dev.waypost.config.apikey;

import dev.waypost.config.change.Changeset;
import dev.waypost.platform.auth.AuthSettings;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.auth.CallerDirectory;
import dev.waypost.platform.auth.Role;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Makes, revokes and recognises keys.
///
/// A key has 256 random bits, so a plain hash of it is as good as a slow one, and looking it up by its hash tells
/// nobody anything: whoever could choose the hash would know the key.
@Singleton
final class ApiKeys implements CallerDirectory {
    static final String PREFIX = "wp_";
    /// A busy key must not become a busy row.
    private static final Duration USE_NOTED_EVERY = Duration.ofMinutes(1);

    /// @param text the key itself, which is kept nowhere
    record Made(ApiKey key, String text) {}

    private final ApiKeyStore store;
    private final AuthSettings settings;
    private final InstantSource clock;

    ApiKeys(ApiKeyStore store, AuthSettings settings, InstantSource clock) {
        this.store = store;
        this.settings = settings;
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
        Instant now = clock.instant();
        Optional<ApiKey> known = store.byHash(hash(presentedKey)).filter(key -> key.worksAt(now));
        known.filter(key -> key.lastUsed() == null || key.lastUsed().isBefore(now.minus(USE_NOTED_EVERY)))
                .ifPresent(key -> store.used(key.keyId(), now));
        return known;
    }

    Made make(Changeset change, String name, Role role, List<String> tenantIds, Optional<Instant> expires)
            throws SQLException {
        Instant now = clock.instant();
        // Asked here and not with the other rules: a repeated request must be answered also when the time has come.
        if (expires.isPresent() && !expires.get().isAfter(now)) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation("expire_time", "value: " + expires.get() + " (expected: a time after " + now + ")");
        }
        List<String> missing = store.missingTenants(change.sql(), tenantIds);
        if (!missing.isEmpty()) {
            throw Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", missing.getFirst());
        }
        String text = PREFIX + Ids.token();
        String hint = text.substring(text.length() - 4);
        ApiKey key = new ApiKey(Ids.next("key"), name, role, tenantIds, hint, now, expires.orElse(null), null, null);
        store.add(change.sql(), key, hash(text));
        audit(change, "api_key.created", Optional.empty(), key);
        return new Made(key, text);
    }

    /// @param tenantId the tenant that the key must be for; empty for any
    ApiKey revoke(Changeset change, String keyId, String tenantId, Caller caller) throws SQLException {
        // One at a time: of the last two, two callers could each revoke the one that the other counts on.
        store.lockAdminKeys(change.sql());
        ApiKey before = store.find(change.sql(), keyId)
                .filter(key -> tenantId.isEmpty() || key.tenantIds().contains(tenantId))
                // A key for others as well is not his to revoke.
                .filter(key -> caller.tenants().isEmpty()
                        || (!key.tenantIds().isEmpty() && caller.tenants().containsAll(key.tenantIds())))
                .orElseThrow(() -> Fault.of(Reason.API_KEY_NOT_FOUND).with("key_id", keyId));
        if (before.revoked() != null) {
            return before;
        }
        Instant now = clock.instant();
        if (settings.adminKey() == null
                && before.mayMakeAnyKey(now)
                && store.otherAdminKeys(change.sql(), keyId, now) == 0) {
            throw Fault.of(Reason.IN_USE)
                    .with("key_id", keyId)
                    .detail("It is the last key of role ADMIN for all tenants: make another first, or set"
                            + " waypost.auth.admin-key.");
        }
        store.revoke(change.sql(), keyId, now);
        ApiKey after = store.find(change.sql(), keyId).orElseThrow();
        audit(change, "api_key.revoked", Optional.of(before), after);
        return after;
    }

    /// One entry that names every tenant of the key, and one for each of them that names no other.
    private static void audit(Changeset change, String action, Optional<ApiKey> before, ApiKey after)
            throws SQLException {
        String resource = "api_key/" + after.keyId();
        List<String> tenants = after.tenantIds();
        if (tenants.size() != 1) {
            change.audit(
                    action,
                    resource,
                    null,
                    before.map(key -> key.audited(tenants)).orElse(null),
                    after.audited(tenants));
        }
        for (String tenantId : tenants) {
            List<String> one = List.of(tenantId);
            change.audit(
                    action,
                    resource,
                    tenantId,
                    before.map(key -> key.audited(one)).orElse(null),
                    after.audited(one));
        }
    }

    static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
