package dev.waypost.health.probe;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.configclient.TenantState;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Which endpoints are to be watched: follows announced changes, and reads the list of tenants now and then,
/// because announcements may be lost. What it knows is in the store: it starts with what the last process
/// knew.
@Singleton
public class Roster {
    private final TenantDirectory directory;
    private final TenantSnapshots snapshots;
    private final RosterStore store;
    private final CheckedStore checked;

    Roster(TenantDirectory directory, TenantSnapshots snapshots, RosterStore store, CheckedStore checked) {
        this.directory = directory;
        this.snapshots = snapshots;
        this.store = store;
        this.checked = checked;
    }

    /// Reads every tenant's revision, a page at a time, and the endpoints of those that changed.
    public void sweep() {
        Instant started = store.now();
        Set<String> alive = new HashSet<>();
        String from = "";
        do {
            TenantDirectory.Page page = directory.page(from);
            alive.addAll(page.revisions().keySet());
            Set<String> behind = store.behind(page.revisions());
            if (!behind.isEmpty()) {
                take(directory.tenants(behind));
            }
            from = page.next();
        } while (!from.isEmpty());
        store.forgetAllBut(alive, started);
        checked.forgetOld();
    }

    /// Takes over tenants of which somebody said that they changed.
    public void refresh(Map<String, Long> announced) {
        List<TenantSnapshot> found = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        announced.forEach((tenantId, revision) -> {
            snapshots.announce(tenantId, revision);
            snapshots.find(tenantId).ifPresentOrElse(found::add, () -> gone.add(tenantId));
        });
        take(found);
        store.forget(gone);
    }

    private void take(Collection<TenantSnapshot> tenants) {
        Map<String, Long> revisions = new HashMap<>();
        List<Watched> endpoints = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (TenantSnapshot tenant : tenants) {
            if (tenant.state() == TenantState.DELETING) {
                gone.add(tenant.tenantId());
            } else {
                revisions.put(tenant.tenantId(), tenant.revision());
                tenant.endpoints().stream()
                        .filter(Endpoint::isActive)
                        .map(endpoint -> Grouping.of(
                                tenant.tenantId(), endpoint, tenant.policy().healthCheckInterval()))
                        .forEach(endpoints::add);
            }
        }
        store.take(revisions, endpoints);
        store.forget(gone);
    }
}
