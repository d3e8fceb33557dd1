package dev.waypost.lanes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// How many rows each tenant may have in memory, and who has more in the table. Guarded by the lock of its [Backlog].
///
/// Offered rows fill half of a share. The other half is for what reads find, which is older and would wait for as long
/// as something new comes; a read asks for no more than that, because the rest would be found for nothing.
final class Shares<T> {
    private final LaneSettings settings;
    private final Map<String, Tenant<T>> tenants;
    /// They were left out and have room again: in the order in which they got it.
    private final LinkedHashSet<String> owed = new LinkedHashSet<>();

    /// @param tenants those that have rows in memory; the backlog changes it
    Shares(LaneSettings settings, Map<String, Tenant<T>> tenants) {
        this.settings = settings;
        this.tenants = tenants;
    }

    /// Tenants whose work goes nowhere fill the memory, if they may: so one share is left for whoever comes.
    int of(Tenant<T> tenant) {
        return tenant.away ? 0 : whole();
    }

    int whole() {
        return settings.equalShare(tenants.size() + 1);
    }

    /// The larger half, so never nothing.
    int half() {
        int whole = whole();
        return whole - whole / 2;
    }

    /// Whether a tenant may have another row here, as one of so many at most. What it may not it finds in the table
    /// again: one whose work goes nowhere would fill the memory.
    boolean admits(String tenantId, int most) {
        @Nullable Tenant<T> tenant = tenants.get(tenantId);
        if (tenant == null || (tenant.rows < most && !tenant.away)) {
            return true;
        }
        tenant.leftOut = true;
        return false;
    }

    /// The tenants that a read is to leave out.
    Set<String> full() {
        Set<String> full = new HashSet<>();
        for (Tenant<T> tenant : tenants.values()) {
            if (!hasRoom(tenant)) {
                tenant.leftOut = true;
                full.add(tenant.id);
            }
        }
        return full;
    }

    /// Who got as much as was asked for has more in the table, most likely.
    void found(Look look, Collection<WorkItem<T>> rows) {
        Map<String, Integer> counts = new HashMap<>();
        rows.forEach(row -> counts.merge(row.tenantId(), 1, Integer::sum));
        counts.forEach((tenantId, count) -> {
            @Nullable Tenant<T> tenant = tenants.get(tenantId);
            if (tenant != null && count >= look.leases().each()) {
                tenant.leftOut = true;
            }
        });
    }

    /// One of its rows is done.
    void shrunk(Tenant<T> tenant) {
        tenant.rows--;
        if (tenant.leftOut && hasRoom(tenant)) {
            tenant.leftOut = false;
            owed.add(tenant.id);
        }
    }

    /// It may begin again, and finds in the table what it lost here.
    void returned(Tenant<T> tenant) {
        if (tenant.away) {
            tenant.away = false;
            tenant.leftOut = false;
            owed.add(tenant.id);
        }
    }

    boolean owes() {
        return !owed.isEmpty();
    }

    /// The first so many of those to whom a look is owed, without those who have no room any more.
    List<String> takeOwed(int most) {
        var taken = new ArrayList<String>();
        Iterator<String> next = owed.iterator();
        while (next.hasNext() && taken.size() < most) {
            String tenantId = next.next();
            next.remove();
            @Nullable Tenant<T> tenant = tenants.get(tenantId);
            if (tenant == null || hasRoom(tenant)) {
                taken.add(tenantId);
            } else {
                tenant.leftOut = true;
            }
        }
        return taken;
    }

    /// Whether what a look finds of it may be kept.
    private boolean hasRoom(Tenant<T> tenant) {
        return !tenant.away && tenant.rows <= whole() / 2;
    }
}
