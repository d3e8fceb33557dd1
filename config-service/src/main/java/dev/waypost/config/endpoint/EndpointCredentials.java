package dev.waypost.config.endpoint;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.credential.Credentials;
import dev.waypost.config.credential.Rotated;
import dev.waypost.config.credential.Rotation;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.credential.SecretKind;
import dev.waypost.config.credential.TokenHash;
import dev.waypost.configclient.SealedFields;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Replaces and withdraws endpoints' secrets, within a change that somebody else commits.
@Singleton
final class EndpointCredentials {
    /// @param generated the secret in clear when it was made here, else empty
    record Outcome(StoredEndpoint endpoint, String generated) {}

    private final EndpointStore store;
    private final Credentials credentials;

    EndpointCredentials(EndpointStore store, Credentials credentials) {
        this.store = store;
        this.credentials = credentials;
    }

    Outcome rotate(Changeset change, String tenantId, String endpointId, Rotation wanted) throws SQLException {
        change.touch(tenantId);
        StoredEndpoint before = required(change, tenantId, endpointId);
        String field = wanted.kind().field();
        Rotated rotated = credentials.rotate(
                wanted,
                tenantId,
                SealedFields.endpoint(before.id(), field),
                before.secrets().get(field));
        if (wanted.kind() == SecretKind.VERIFY_TOKEN) {
            store.verifyTokenHash(
                    change.sql(),
                    tenantId,
                    before.id(),
                    TokenHash.of(rotated.plaintext().reveal()));
        }
        return new Outcome(
                put(change, before, field, rotated.secret(), "endpoint.secret_rotated"), rotated.generated());
    }

    /// Withdrawing what is not there changes nothing.
    StoredEndpoint revoke(Changeset change, String tenantId, String endpointId, SecretKind kind, boolean presentToo)
            throws SQLException {
        // Held before it is read: a tenant gets a revision only when there is something to withdraw.
        if (store.hold(change.sql(), tenantId).isEmpty()) {
            throw Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId);
        }
        StoredEndpoint before = required(change, tenantId, endpointId);
        @Nullable SealedSecret held = before.secrets().get(kind.field());
        if (held == null) {
            return before;
        }
        change.touch(tenantId);
        if (kind == SecretKind.VERIFY_TOKEN && presentToo) {
            store.verifyTokenHash(change.sql(), tenantId, before.id(), null);
        }
        return put(
                change,
                before,
                kind.field(),
                credentials.revoke(held, presentToo),
                presentToo ? "endpoint.secret_withdrawn" : "endpoint.overlap_ended");
    }

    private StoredEndpoint put(
            Changeset change, StoredEndpoint before, String field, SealedSecret secret, String action)
            throws SQLException {
        var secrets = new HashMap<>(before.secrets());
        secrets.put(field, secret);
        store.putSecrets(change.sql(), before.tenantId(), before.id(), secrets);
        change.audit(
                action,
                "endpoint/" + before.tenantId() + "/" + before.id(),
                before.tenantId(),
                shown(field, before.secrets().get(field)),
                shown(field, secret));
        return required(change, before.tenantId(), before.id());
    }

    private static @Nullable Map<String, Object> shown(String field, @Nullable SealedSecret secret) {
        return secret == null ? null : secret.audited(field);
    }

    private StoredEndpoint required(Changeset change, String tenantId, String endpointId) throws SQLException {
        return store.list(change.sql(), tenantId).stream()
                .filter(e -> endpointId.isEmpty() || e.id().equals(endpointId))
                .findFirst()
                .orElseThrow(() -> Fault.of(Reason.ENDPOINT_NOT_FOUND)
                        .with("tenant_id", tenantId)
                        .with("endpoint_id", endpointId));
    }
}
