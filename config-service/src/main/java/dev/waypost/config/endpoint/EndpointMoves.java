package dev.waypost.config.endpoint;

import dev.waypost.config.change.Changeset;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.net.URI;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What operations over many tenants do with endpoints, within changes that somebody else commits.
@Singleton
public final class EndpointMoves {
    /// An endpoint among its tenant's: the active one comes first, then by priority.
    ///
    /// @param usable whether traffic may be given to it
    /// @param tenantRevision the tenant's revision that all of this is of
    public record Place(
            String endpointId,
            String role,
            boolean usable,
            boolean active,
            String apiUrl,
            long revision,
            long tenantRevision) {}

    private final EndpointStore store;
    private final EndpointRoles roles;
    private final EndpointRules rules;
    private final ServerDrainsApi drains;
    private final InstantSource clock;

    EndpointMoves(
            EndpointStore store,
            EndpointRoles roles,
            EndpointRules rules,
            ServerDrainsApi drains,
            InstantSource clock) {
        this.store = store;
        this.roles = roles;
        this.rules = rules;
        this.drains = drains;
        this.clock = clock;
    }

    /// @throws Fault TENANT_NOT_FOUND
    public List<Place> list(String tenantId) {
        List<StoredEndpoint> held = store.list(tenantId);
        if (held.isEmpty() && !store.tenantExists(tenantId)) {
            throw Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId);
        }
        return held.stream()
                .map(e -> new Place(
                        e.id(),
                        e.role().name(),
                        e.isUsable(),
                        e.active(),
                        e.apiUrl(),
                        e.revision(),
                        e.tenantRevision()))
                .toList();
    }

    /// How many endpoints the tenant has, within the change.
    public int count(Changeset change, String tenantId) throws SQLException {
        return store.list(change.sql(), tenantId).size();
    }

    /// As SwitchEndpoint.
    ///
    /// @throws Fault REVISION_CONFLICT when the tenant changed since
    public void switchOver(Changeset change, String tenantId, Place from, Place to, String cause) throws SQLException {
        roles.switchOver(change, tenantId, from.endpointId(), to.endpointId(), to.tenantRevision(), cause);
    }

    /// Whether the address may be called; must run outside of a transaction.
    ///
    /// @throws Fault ENDPOINT_URL_REFUSED
    public void checkAddress(String apiUrl) {
        rules.checkAddress(apiUrl);
    }

    /// Whether the tenant may come to the server: it is there already, or the server is not being drained. Must run
    /// outside of a transaction.
    ///
    /// @throws Fault SERVER_DRAINED
    public void checkServer(String tenantId, String apiUrl) {
        drains.checkOneOfMany(tenantId, apiUrl, () -> store.list(tenantId));
    }

    /// Whether traffic may be moved to the server, whoever is there already. Must run outside of a transaction.
    ///
    /// @throws Fault SERVER_DRAINED
    public void checkTraffic(String tenantId, String apiUrl) {
        drains.checkOneOfMany(tenantId, apiUrl, List::of);
    }

    /// Gives the endpoint another address and leaves everything else of it, its key included.
    ///
    /// @throws Fault REVISION_CONFLICT when the endpoint changed since
    public void readdress(Changeset change, String tenantId, Place place, String apiUrl, String cause)
            throws SQLException {
        Optional<StoredEndpoint> before = find(change, tenantId, place.endpointId());
        if (before.isPresent() && before.get().session() != null) {
            String session = before.get().session();
            String server = BaseAddress.of(apiUrl);
            // Before the tenant is touched, as every other change.
            if (store.otherHolder(change.sql(), session, server, tenantId).isPresent()) {
                throw Fault.of(Reason.ALREADY_EXISTS)
                        .detail("The session " + session + " on " + server + " belongs to another tenant.")
                        .with("session", session);
            }
        }
        long revision = change.touch(tenantId);
        StoredEndpoint held = find(change, tenantId, place.endpointId())
                .orElseThrow(() -> Endpoints.unknown(tenantId, place.endpointId()));
        if (held.revision() != place.revision()) {
            throw Endpoints.conflict(held.id(), place.revision(), held.revision());
        }
        StoredEndpoint after = held.at(apiUrl, revision, clock.instant());
        store.put(change.sql(), after);
        change.audit(
                "endpoint.readdressed",
                held.resource(),
                tenantId,
                Map.of("apiUrl", held.apiUrl()),
                Map.of("apiUrl", apiUrl),
                cause);
    }

    /// The address in the one spelling that tells servers apart.
    public static String server(String apiUrl) {
        return BaseAddress.of(apiUrl);
    }

    /// The same address on another host and port.
    ///
    /// @param authority a host, with or without a port
    public static String on(String apiUrl, String authority) {
        URI uri = URI.create(apiUrl);
        String rest = uri.getRawPath() == null ? "" : uri.getRawPath();
        return uri.getScheme() + "://" + authority + rest;
    }

    private Optional<StoredEndpoint> find(Changeset change, String tenantId, String endpointId) throws SQLException {
        return store.list(change.sql(), tenantId).stream()
                .filter(e -> e.id().equals(endpointId))
                .findFirst();
    }
}
