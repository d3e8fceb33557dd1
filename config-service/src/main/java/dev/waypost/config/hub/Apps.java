package dev.waypost.config.hub;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.credential.SecretKind;
import dev.waypost.config.credential.TokenHash;
import dev.waypost.configclient.SealedFields;
import dev.waypost.platform.crypto.Vault;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Adds, changes and deletes apps, within a change that somebody else commits.
@Singleton
final class Apps {
    /// Secrets in clear, on their way to being sealed; an empty one keeps what is stored.
    record Secrets(String verifyToken, String appSecret) {
        @Override
        public String toString() {
            return "Secrets[…]";
        }
    }

    private final AppStore store;
    private final AccountStore accounts;
    private final HubStore hub;
    private final Vault vault;

    Apps(AppStore store, AccountStore accounts, HubStore hub, Vault vault) {
        this.store = store;
        this.accounts = accounts;
        this.hub = hub;
        this.vault = vault;
    }

    App add(Changeset change, String id, String accountId, String name, Secrets secrets) throws SQLException {
        Hub.ACCOUNT.seen(accountId, "", accounts.find(change.sql(), accountId));
        if (!store.add(change.sql(), id, accountId, name)) {
            throw Hub.APP.taken(id);
        }
        put(change, store.find(change.sql(), id).orElseThrow(), secrets);
        change.touchAll(hub.tenantsOfApp(change.sql(), id));
        App after = store.find(change.sql(), id).orElseThrow();
        Hub.APP.audit(change, "created", null, after);
        return after;
    }

    App update(Changeset change, String id, long expected, UnaryOperator<App> edit, Secrets secrets)
            throws SQLException {
        App before = Hub.APP.held(id, expected, store.find(change.sql(), id));
        store.update(change.sql(), edit.apply(before));
        if (put(change, before, secrets)) {
            change.touchAll(hub.tenantsOfApp(change.sql(), id));
        }
        App after = store.find(change.sql(), id).orElseThrow();
        Hub.APP.audit(change, "updated", before, after);
        return after;
    }

    void delete(Changeset change, String id, long expected) throws SQLException {
        App before = Hub.APP.held(id, expected, store.find(change.sql(), id));
        Hub.APP.checkFree(id, hub.numbersOfApp(change.sql(), id), hub.endpointsOfApp(change.sql(), id));
        store.delete(change.sql(), id);
        Hub.APP.audit(change, "deleted", before, null);
    }

    /// A handshake that names no app must lead to one app only.
    ///
    /// @throws dev.waypost.platform.fault.Fault ALREADY_EXISTS when another app expects the token
    void putTokenHash(Changeset change, String id, byte[] hash) throws SQLException {
        Optional<String> other = store.otherOfToken(change.sql(), id, hash);
        if (other.isPresent()) {
            throw Hub.APP.clash("verify_token", other.get());
        }
        store.verifyTokenHash(change.sql(), id, hash);
    }

    /// Whether any secret changed.
    private boolean put(Changeset change, App app, Secrets secrets) throws SQLException {
        String token = secrets.verifyToken();
        if (!token.isEmpty()) {
            putTokenHash(change, app.id(), TokenHash.of(token));
            seal(change, app.id(), SecretKind.VERIFY_TOKEN, token, app.verifyToken());
        }
        String appSecret = secrets.appSecret();
        if (!appSecret.isEmpty()) {
            seal(change, app.id(), SecretKind.APP_SECRET, appSecret, app.appSecret());
        }
        return !token.isEmpty() || !appSecret.isEmpty();
    }

    private void seal(Changeset change, String id, SecretKind kind, String plaintext, @Nullable SealedSecret before)
            throws SQLException {
        String field = SealedFields.app(id, kind.field());
        store.putSecret(change.sql(), id, kind, SealedSecret.of(vault, plaintext, SealedFields.HUB, field, before));
    }
}
