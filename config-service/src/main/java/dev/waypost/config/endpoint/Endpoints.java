package dev.waypost.config.endpoint;

import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Names;
import dev.waypost.config.change.Resource;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.credential.TokenHash;
import dev.waypost.config.tenant.Tenant;
import dev.waypost.config.tenant.TenantDefaults;
import dev.waypost.config.tenant.TenantStore;
import dev.waypost.configclient.EndpointRole;
import dev.waypost.configclient.SealedFields;
import dev.waypost.platform.auth.Caller;
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
    /// @param before null when the endpoint did not exist before
    record Outcome(StoredEndpoint endpoint, @Nullable StoredEndpoint before) {
        boolean created() {
            return before == null;
        }

        /// Whether it comes into use, or stays in use reaching another account or in another way.
        boolean bringsIntoUse() {
            return endpoint.isUsable() && (before == null || !before.isUsable() || !endpoint.reachesAs(before));
        }
    }

    private static final Resource ENDPOINT = new Resource("endpoint", "endpoint_id", Reason.ENDPOINT_NOT_FOUND);

    private final EndpointStore store;
    private final TenantStore tenants;
    private final EndpointSettings settings;
    private final TenantDefaults defaults;
    private final Vault vault;
    private final InstantSource clock;

    Endpoints(
            EndpointStore store,
            TenantStore tenants,
            EndpointSettings settings,
            TenantDefaults defaults,
            Vault vault,
            InstantSource clock) {
        this.store = store;
        this.tenants = tenants;
        this.settings = settings;
        this.defaults = defaults;
        this.vault = vault;
        this.clock = clock;
    }

    Outcome set(Changeset change, NewEndpoint wanted) throws SQLException {
        String tenantId = wanted.tenantId();
        if (wanted.createTenant() && tenants.create(change.sql(), tenantId, tenantId, defaults.policy(), Map.of())) {
            change.audit("tenant.created", "tenant/" + tenantId, tenantId, null, Map.of("name", tenantId));
        }
        // The number and the session before the tenant, as mapping does: two changes must not wait for each other.
        checkOwner(change, wanted);
        long tenantRevision = change.touch(tenantId);
        Tenant tenant = tenants.find(change.sql(), tenantId).orElseThrow();
        String routing = tenant.policy().routing();

        List<StoredEndpoint> held = store.list(change.sql(), tenantId);
        String id = idOf(wanted, routing, held);
        @Nullable
        StoredEndpoint before =
                held.stream().filter(e -> e.id().equals(id)).findFirst().orElse(null);
        if (wanted.expectedRevision() != 0 && (before == null || before.revision() != wanted.expectedRevision())) {
            throw conflict(id, wanted.expectedRevision(), before == null ? 0 : before.revision());
        }
        checkKeyStays(wanted, before);
        List<StoredEndpoint> others =
                held.stream().filter(e -> !e.id().equals(id)).toList();
        EndpointRole role = place(wanted, routing, before, others);
        if (routing.equals("SINGLE")) {
            for (StoredEndpoint other : others) {
                remove(change, other);
                change.audit("endpoint.replaced", other.resource(), tenantId, other.audited(), null);
            }
        }
        StoredEndpoint after = build(wanted, id, role, before, tenantRevision);
        store.put(change.sql(), after);
        @Nullable Secret token = wanted.secrets().get("verifyToken");
        if (token != null) {
            store.verifyTokenHash(change.sql(), tenantId, id, TokenHash.of(token.reveal()));
        }
        change.audit(
                "endpoint.set", after.resource(), tenantId, before == null ? null : before.audited(), after.audited());
        return new Outcome(after, before);
    }

    /// Whoever may set an endpoint must not thereby read its key: a stored one is sent where it was meant for only.
    private static void checkKeyStays(NewEndpoint wanted, @Nullable StoredEndpoint before) {
        @Nullable SealedSecret key = before == null ? null : before.secrets().get("apiKey");
        if (before != null
                && key != null
                && key.present()
                && !wanted.secrets().containsKey("apiKey")
                && !BaseAddress.isSameOrigin(before.apiUrl(), wanted.apiUrl())) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation(
                            "api_key",
                            "value: empty (expected: the key; it must be given again when scheme, host or port of"
                                    + " api_url change, which was " + before.apiUrl() + ")");
        }
    }

    private static EndpointRole place(
            NewEndpoint wanted, String routing, @Nullable StoredEndpoint before, List<StoredEndpoint> others) {
        boolean othersActive = others.stream().anyMatch(e -> e.role() == EndpointRole.ACTIVE);
        return switch (RolePolicy.place(routing, wanted.role(), before == null ? null : before.role(), othersActive)) {
            case RolePolicy.Place.Given given -> given.role();
            case RolePolicy.Place.Refused refused ->
                throw Fault.of(Reason.FIELD_INVALID)
                        .violation("role", "value: " + wanted.role() + " (expected: " + refused.expected() + ")");
        };
    }

    void delete(Changeset change, String tenantId, String endpointId, long expectedRevision) throws SQLException {
        long tenantRevision = change.touch(tenantId);
        String routing =
                tenants.find(change.sql(), tenantId).orElseThrow().policy().routing();
        List<StoredEndpoint> all = store.list(change.sql(), tenantId);
        if (endpointId.isEmpty()) {
            namedInPool(routing, all);
        }
        StoredEndpoint held = pick(all, endpointId).orElseThrow(() -> unknown(tenantId, endpointId));
        if (expectedRevision != 0 && held.revision() != expectedRevision) {
            throw conflict(held.id(), expectedRevision, held.revision());
        }
        List<StoredEndpoint> rest =
                all.stream().filter(e -> !e.id().equals(held.id())).toList();
        RolePolicy.Departure departure = RolePolicy.leaves(routing, held, rest);
        if (departure instanceof RolePolicy.Departure.Refused) {
            throw Fault.of(Reason.IN_USE)
                    .detail("The endpoint is the active one and no standby can take over; activate a standby, or delete"
                            + " the others first.")
                    .with("tenant_id", tenantId)
                    .with("endpoint_id", held.id());
        }
        remove(change, held);
        change.audit("endpoint.deleted", held.resource(), tenantId, held.audited(), null);
        if (departure instanceof RolePolicy.Departure.Promotes promotes) {
            StoredEndpoint next = promotes.next();
            StoredEndpoint promoted = next.placed(EndpointRole.ACTIVE, true, tenantRevision, clock.instant());
            store.put(change.sql(), promoted);
            change.audit("endpoint.promoted", next.resource(), tenantId, next.audited(), promoted.audited());
        }
    }

    private void remove(Changeset change, StoredEndpoint endpoint) throws SQLException {
        ENDPOINT.checkFree(endpoint.id(), store.gatewaysOf(change.sql(), endpoint.tenantId(), endpoint.id()));
        store.delete(change.sql(), endpoint.tenantId(), endpoint.id());
    }

    StoredEndpoint get(String tenantId, String endpointId) {
        return pick(list(tenantId), endpointId).orElseThrow(() -> unknown(tenantId, endpointId));
    }

    /// None when there is no such tenant.
    List<StoredEndpoint> known(String tenantId) {
        return store.list(tenantId);
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

    private static String idOf(NewEndpoint wanted, String routing, List<StoredEndpoint> held) {
        if (!wanted.id().isEmpty()) {
            return wanted.id();
        }
        namedInPool(routing, held);
        return held.isEmpty() ? Ids.next("ep") : held.getFirst().id();
    }

    /// Several endpoints of a pool are active: which one is meant has to be said.
    private static void namedInPool(String routing, List<StoredEndpoint> held) {
        if (routing.equals("POOL") && held.size() > 1) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation(
                            "endpoint_id",
                            "value: empty (expected: one of "
                                    + String.join(
                                            ", ",
                                            held.stream()
                                                    .map(StoredEndpoint::id)
                                                    .toList())
                                    + ", because the tenant's routing is POOL)");
        }
    }

    private void checkOwner(Changeset change, NewEndpoint wanted) throws SQLException {
        if (!wanted.phoneNumberId().isEmpty()) {
            Optional<String> owner = store.otherOwner(change.sql(), wanted.phoneNumberId(), wanted.tenantId());
            if (owner.isPresent()) {
                throw taken("phone_number_id", wanted.phoneNumberId(), "belongs to another tenant", owner.get());
            }
        }
        if (!wanted.session().isEmpty()) {
            String server = BaseAddress.of(wanted.apiUrl());
            Optional<String> owner = store.otherHolder(change.sql(), wanted.session(), server, wanted.tenantId());
            if (owner.isPresent()) {
                throw taken("session", wanted.session(), "on " + server + " belongs to another tenant", owner.get());
            }
        }
    }

    /// Whose it is is said only to who may see every tenant.
    private static Fault taken(String field, String value, String how, String owner) {
        Fault fault = Fault.of(Reason.ALREADY_EXISTS)
                .detail("The " + field + " " + value + " " + how + ".")
                .with(field, value);
        return Caller.current().tenants().isEmpty() ? fault.with("other_tenant_id", owner) : fault;
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

    static Fault unknown(String tenantId, String endpointId) {
        return Fault.of(Reason.ENDPOINT_NOT_FOUND).with("tenant_id", tenantId).with("endpoint_id", endpointId);
    }

    static Fault conflict(String id, long expected, long actual) {
        return Fault.of(Reason.REVISION_CONFLICT)
                .with("endpoint_id", id)
                .with("expected_revision", expected)
                .with("revision", actual);
    }
}
