package dev.waypost.config.endpoint;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Names;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.credential.TokenHash;
import dev.waypost.config.tenant.Tenant;
import dev.waypost.config.tenant.TenantStore;
import dev.waypost.configclient.EndpointRole;
import dev.waypost.configclient.SealedFields;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.settings.Secret;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Sets and deletes endpoints, within a change that somebody else commits.
@Singleton
final class Endpoints {
    /// @param created whether the endpoint did not exist before
    record Outcome(StoredEndpoint endpoint, boolean created) {}

    private final EndpointStore store;
    private final TenantStore tenants;
    private final EndpointSettings settings;
    private final Vault vault;
    private final InstantSource clock;

    Endpoints(EndpointStore store, TenantStore tenants, EndpointSettings settings, Vault vault, InstantSource clock) {
        this.store = store;
        this.tenants = tenants;
        this.settings = settings;
        this.vault = vault;
        this.clock = clock;
    }

    Outcome set(Changeset change, NewEndpoint wanted) throws SQLException {
        String tenantId = wanted.tenantId();
        if (wanted.createTenant()
                && tenants.create(change.sql(), tenantId, tenantId, TenantPolicy.DEFAULTS, Map.of())) {
            change.audit("tenant.created", "tenant/" + tenantId, tenantId, null, Map.of("name", tenantId));
        }
        // The number before the tenant, as mapping does: two changes must not wait for each other.
        checkOwner(change, wanted);
        long tenantRevision = change.touch(tenantId);
        Tenant tenant = tenants.find(change.sql(), tenantId).orElseThrow();

        List<StoredEndpoint> held = store.list(change.sql(), tenantId);
        boolean single = tenant.policy().routing().equals("SINGLE");
        String id = idOf(wanted, held);
        @Nullable
        StoredEndpoint before =
                held.stream().filter(e -> e.id().equals(id)).findFirst().orElse(null);
        if (wanted.expectedRevision() != 0 && (before == null || before.revision() != wanted.expectedRevision())) {
            throw conflict(id, wanted.expectedRevision(), before == null ? 0 : before.revision());
        }
        boolean othersActive = held.stream().anyMatch(e -> !e.id().equals(id) && e.role() == EndpointRole.ACTIVE);
        EndpointRole role = RolePolicy.place(
                tenant.policy().routing(), wanted.role(), before == null ? null : before.role(), othersActive);
        if (single) {
            for (StoredEndpoint other : held) {
                if (!other.id().equals(id)) {
                    store.delete(change.sql(), tenantId, other.id());
                    change.audit("endpoint.replaced", resource(other), tenantId, other.audited(), null);
                }
            }
        }
        StoredEndpoint after = build(wanted, id, role, before, tenantRevision);
        store.put(change.sql(), after);
        @Nullable Secret token = wanted.secrets().get("verifyToken");
        if (token != null) {
            store.verifyTokenHash(change.sql(), tenantId, id, TokenHash.of(token.reveal()));
        }
        change.audit(
                "endpoint.set", resource(after), tenantId, before == null ? null : before.audited(), after.audited());
        return new Outcome(after, before == null);
    }

    void delete(Changeset change, String tenantId, String endpointId, long expectedRevision) throws SQLException {
        change.touch(tenantId);
        StoredEndpoint held =
                pick(store.list(change.sql(), tenantId), endpointId).orElseThrow(() -> unknown(tenantId, endpointId));
        if (expectedRevision != 0 && held.revision() != expectedRevision) {
            throw conflict(held.id(), expectedRevision, held.revision());
        }
        store.delete(change.sql(), tenantId, held.id());
        change.audit("endpoint.deleted", resource(held), tenantId, held.audited(), null);
    }

    StoredEndpoint get(String tenantId, String endpointId) {
        return pick(list(tenantId), endpointId).orElseThrow(() -> unknown(tenantId, endpointId));
    }

    List<StoredEndpoint> list(String tenantId) {
        List<StoredEndpoint> held = store.list(tenantId);
        if (held.isEmpty() && !store.tenantExists(tenantId)) {
            throw Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId);
        }
        return held;
    }

    /// The named endpoint; without a name the one that comes first, which is the active one.
    private static Optional<StoredEndpoint> pick(List<StoredEndpoint> held, String endpointId) {
        return held.stream()
                .filter(e -> endpointId.isEmpty() || e.id().equals(endpointId))
                .findFirst();
    }

    private static String idOf(NewEndpoint wanted, List<StoredEndpoint> held) {
        if (!wanted.id().isEmpty()) {
            return wanted.id();
        }
        return held.isEmpty() ? Ids.next("ep") : held.getFirst().id();
    }

    private void checkOwner(Changeset change, NewEndpoint wanted) throws SQLException {
        if (!wanted.phoneNumberId().isEmpty()
                && store.otherOwner(change.sql(), wanted.phoneNumberId(), wanted.tenantId())
                        .isPresent()) {
            // Whose it is stays unsaid: the caller may not know the other tenant.
            throw Fault.of(Reason.ALREADY_EXISTS)
                    .detail("The phone number id belongs to another tenant.")
                    .with("phone_number_id", wanted.phoneNumberId());
        }
    }

    private StoredEndpoint build(
            NewEndpoint w, String id, EndpointRole role, @Nullable StoredEndpoint before, long tenantRevision) {
        var secrets = new HashMap<String, SealedSecret>(before == null ? Map.of() : before.secrets());
        w.secrets()
                .forEach((kind, secret) -> secrets.put(
                        kind,
                        SealedSecret.of(
                                vault,
                                secret.reveal(),
                                w.tenantId(),
                                SealedFields.endpoint(id, kind),
                                secrets.get(kind))));
        boolean meta = w.provider().equals("META_CLOUD");
        return new StoredEndpoint(
                w.tenantId(),
                id,
                w.name().isEmpty() ? id : w.name(),
                w.provider(),
                w.apiUrl(),
                w.apiVersion().isEmpty() && meta ? settings.metaApiVersion() : w.apiVersion(),
                Names.orNull(w.phoneNumberId()),
                Names.orNull(w.wabaId()),
                Names.orNull(w.appId()),
                Names.orNull(w.session()),
                role,
                w.priority(),
                w.weight() == 0 ? 1 : w.weight(),
                w.active(),
                w.webhookUrl().isEmpty()
                        ? settings.webhookBase() + "/api/whatsapp/webhook/" + w.tenantId() + "/" + id
                        : w.webhookUrl(),
                w.allowedCidrs(),
                secrets,
                before == null ? 1 : before.revision() + 1,
                before == null ? clock.instant() : before.created(),
                clock.instant(),
                tenantRevision);
    }

    private static String resource(StoredEndpoint endpoint) {
        return "endpoint/" + endpoint.tenantId() + "/" + endpoint.id();
    }

    private static Fault unknown(String tenantId, String endpointId) {
        return Fault.of(Reason.ENDPOINT_NOT_FOUND).with("tenant_id", tenantId).with("endpoint_id", endpointId);
    }

    private static Fault conflict(String id, long expected, long actual) {
        return Fault.of(Reason.REVISION_CONFLICT)
                .with("endpoint_id", id)
                .with("expected_revision", expected)
                .with("revision", actual);
    }
}
