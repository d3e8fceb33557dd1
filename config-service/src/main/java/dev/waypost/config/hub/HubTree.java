package dev.waypost.config.hub;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Names;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.credential.TokenHash;
import dev.waypost.configclient.SealedFields;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Adds to the hub tree, within a change that somebody else commits.
@Singleton
final class HubTree {
    private final TreeStore store;
    private final Vault vault;

    HubTree(TreeStore store, Vault vault) {
        this.store = store;
        this.vault = vault;
    }

    BusinessAccount addAccount(Changeset change, String id, String name, String timezone, String tenantId)
            throws SQLException {
        checkId("business_account_id", id);
        checkTenant(change, tenantId);
        if (!store.add(change.sql(), id, name.isEmpty() ? id : name, timezone, Names.orNull(tenantId))) {
            throw taken("business_account_id", id);
        }
        change.audit(
                "business_account.created",
                "business_account/" + id,
                Names.orNull(tenantId),
                null,
                Map.of("name", name));
        return store.account(change.sql(), id).orElseThrow();
    }

    App addApp(Changeset change, String id, String accountId, String name, String verifyToken, String appSecret)
            throws SQLException {
        checkId("app_id", id);
        if (store.account(change.sql(), accountId).isEmpty()) {
            throw Fault.of(Reason.BUSINESS_ACCOUNT_NOT_FOUND).with("business_account_id", accountId);
        }
        byte @Nullable [] tokenHash = verifyToken.isEmpty() ? null : TokenHash.of(verifyToken);
        checkToken(change, tokenHash);
        boolean added = store.addApp(
                change.sql(),
                id,
                accountId,
                name.isEmpty() ? id : name,
                seal(verifyToken, SealedFields.app(id, "verifyToken")),
                tokenHash,
                seal(appSecret, SealedFields.app(id, "appSecret")));
        if (!added) {
            throw taken("app_id", id);
        }
        change.touchAll(store.tenantsOfApp(change.sql(), id));
        change.audit("app.created", "app/" + id, null, null, Map.of("name", name, "business_account_id", accountId));
        return store.app(change.sql(), id).orElseThrow();
    }

    PhoneNumber addNumber(Changeset change, PhoneNumber wanted) throws SQLException {
        checkId("phone_number_id", wanted.id());
        String tenantId = Names.orEmpty(wanted.tenantId());
        checkTenant(change, tenantId);
        if (store.app(change.sql(), wanted.appId()).isEmpty()) {
            throw Fault.of(Reason.APP_NOT_FOUND).with("app_id", wanted.appId());
        }
        List<String> owners = store.ownersOf(change.sql(), wanted.id());
        if (!tenantId.isEmpty() && owners.stream().anyMatch(owner -> !owner.equals(tenantId))) {
            throw taken("phone_number_id", wanted.id()).detail("The phone number id belongs to another tenant.");
        }
        if (!store.addNumber(change.sql(), wanted)) {
            throw taken("phone_number_id", wanted.id());
        }
        change.touchAll(store.ownersOf(change.sql(), wanted.id()));
        change.audit(
                "phone_number.created",
                "phone_number/" + wanted.id(),
                wanted.tenantId(),
                null,
                Map.of("app_id", wanted.appId(), "active", wanted.active()));
        return store.number(change.sql(), wanted.id()).orElseThrow();
    }

    /// A handshake that names no app must lead to one app only. Whose the token is learns who may see every app.
    void checkToken(Changeset change, byte @Nullable [] hash) throws SQLException {
        Optional<String> other = hash == null ? Optional.empty() : store.appOfToken(change.sql(), hash);
        if (other.isPresent()) {
            Fault clash = Fault.of(Reason.ALREADY_EXISTS).with("field", "verify_token");
            throw Caller.current().tenants().isEmpty()
                    ? clash.with("app_id", other.get()).detail("App " + other.get() + " has this verify token.")
                    : clash.detail("Another app has this verify token.");
        }
    }

    private void checkTenant(Changeset change, String tenantId) throws SQLException {
        if (!tenantId.isEmpty() && !store.tenantExists(change.sql(), tenantId)) {
            throw Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId);
        }
    }

    private @Nullable SealedSecret seal(String plaintext, String field) {
        return plaintext.isEmpty() ? null : SealedSecret.of(vault, plaintext, SealedFields.HUB, field, null);
    }

    private static void checkId(String field, String id) {
        Fault violations = Names.violations();
        Names.check(violations, field, id);
        Names.raise(violations);
    }

    private static Fault taken(String field, String id) {
        return Fault.of(Reason.ALREADY_EXISTS).with(field, id);
    }
}
