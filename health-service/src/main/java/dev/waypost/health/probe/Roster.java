package dev.waypost.health.probe;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.configclient.TenantState;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which endpoints are to be watched: follows announced changes, and reads the whole list now and then, because
/// announcements may be lost.
@Singleton
public class Roster {
    private final TenantDirectory directory;
    private final TenantSnapshots snapshots;
    private final ProbeStore store;
    private final CheckedStore checked;
    private final Map<String, Long> known = new ConcurrentHashMap<>();

    Roster(TenantDirectory directory, TenantSnapshots snapshots, ProbeStore store, CheckedStore checked) {
        this.directory = directory;
        this.snapshots = snapshots;
        this.store = store;
        this.checked = checked;
    }

    /// Reads every tenant's revision, and the endpoints of those that changed.
    public void sweep() {
        Instant started = store.now();
        Map<String, Long> revisions = directory.revisions();
        revisions.forEach((tenantId, revision) -> {
            if (known.getOrDefault(tenantId, 0L) < revision) {
                refresh(tenantId, revision);
            }
        });
        known.keySet().retainAll(revisions.keySet());
        store.forgetTenantsBut(revisions.keySet(), started);
        checked.forgetOld();
    }

    /// Takes over one tenant's endpoints as they are at this revision or later, and makes them due.
    public void refresh(String tenantId, long revision) {
        snapshots.announce(tenantId, revision);
        Optional<TenantSnapshot> found =
                snapshots.find(tenantId).filter(tenant -> tenant.state() != TenantState.DELETING);
        if (found.isEmpty()) {
            store.forgetOthers(tenantId, List.of());
            return;
        }
        TenantSnapshot tenant = found.get();
        List<Watched> watched = tenant.endpoints().stream()
                .filter(Endpoint::isActive)
                .map(endpoint ->
                        new Watched(tenantId, endpoint.id(), tenant.policy().healthCheckInterval()))
                .toList();
        store.watch(watched);
        store.forgetOthers(tenantId, Checks.active(tenant));
        store.hurry(tenantId);
        if (!tenant.policy().routing().equals("SINGLE")) {
            store.reconsider(tenantId);
        }
        // What was read may be older than what was announced; then the next sweep reads it again.
        known.put(tenantId, tenant.revision());
    }
}
