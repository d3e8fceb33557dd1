package dev.waypost.configclient;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Every tenant's configuration, as this process may act on it.
///
/// Memory first, then Redis, then config-service; when neither answers, the last good snapshot. Concurrent askers of
/// one
/// tenant share one load.
public final class TenantSnapshots {
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private final SnapshotSource near;
    private final SnapshotSource far;
    private final SnapshotSettings settings;
    private final LongSupplier nanos;
    private final Cache<String, Held> entries;
    private final SingleFlight<String, Optional<TenantSnapshot>> flights = new SingleFlight<>();
    private final Counter stale;
    private final Counter loads;
    private volatile long epoch;

    TenantSnapshots(
            SnapshotSource near,
            SnapshotSource far,
            SnapshotSettings settings,
            MeterRegistry meters,
            LongSupplier nanos) {
        this.near = near;
        this.far = far;
        this.settings = settings;
        this.nanos = nanos;
        this.entries = Caffeine.newBuilder().maximumSize(settings.maxTenants()).build();
        this.stale = meters.counter("waypost.snapshots.stale");
        this.loads = meters.counter("waypost.snapshots.loaded");
    }

    /// @throws Fault TENANT_NOT_FOUND, or PEER_UNAVAILABLE when it is not known and nobody can be asked
    public TenantSnapshot get(String tenantId) {
        return find(tenantId)
                .orElseThrow(() -> Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId));
    }

    public Optional<TenantSnapshot> find(String tenantId) {
        if (!ID.matcher(tenantId).matches()) {
            return Optional.empty();
        }
        @Nullable Held held = entries.getIfPresent(tenantId);
        if (held != null && held.isFresh(nanos.getAsLong(), epoch)) {
            return held.value();
        }
        return flights.join(tenantId, () -> load(tenantId));
    }

    /// @throws Fault TENANT_NOT_FOUND or ENDPOINT_NOT_FOUND
    public Endpoint resolveEndpoint(String tenantId, String endpointId) {
        return get(tenantId)
                .endpoint(endpointId)
                .orElseThrow(() -> Fault.of(Reason.ENDPOINT_NOT_FOUND)
                        .with("tenant_id", tenantId)
                        .with("endpoint_id", endpointId));
    }

    /// Somebody says that the tenant has this revision: what is older is not fresh any more.
    public void announce(String tenantId, long revision) {
        // An entry is made also for a tenant that is just being loaded, or a load that began before would pass as
        // fresh.
        entries.asMap()
                .compute(
                        tenantId,
                        (id, held) -> held != null
                                ? held.announced(revision)
                                : flights.isFlying(id) ? new Held(null, nanos.getAsLong(), epoch - 1, revision) : null);
    }

    /// Announcements may have been missed: nothing counts as fresh any more, everything stays as last resort.
    public void doubtAll() {
        synchronized (entries) {
            epoch++;
        }
    }

    /// How many tenants are held now.
    public long size() {
        return entries.estimatedSize();
    }

    private Optional<TenantSnapshot> load(String tenantId) {
        long began = epoch;
        @Nullable Held before = entries.getIfPresent(tenantId);
        try {
            Optional<TenantSnapshot> found = read(tenantId, before);
            loads.increment();
            return keep(tenantId, found, began);
        } catch (RuntimeException e) {
            if (before == null || before.snapshot() == null) {
                throw e instanceof Fault ? e : Fault.of(Reason.PEER_UNAVAILABLE).because(e);
            }
            stale.increment();
            // Old but good; asked for again after a pause, not by every caller.
            var again = new Held(before.snapshot(), until(settings.retryAfter()), began, before.revision());
            entries.put(tenantId, again);
            return again.value();
        }
    }

    private Optional<TenantSnapshot> read(String tenantId, @Nullable Held before) {
        long least = before == null ? 0 : Math.max(before.revision(), before.announced());
        Optional<TenantSnapshot> nearby;
        try {
            nearby = near.load(tenantId);
        } catch (RuntimeException e) {
            nearby = Optional.empty();
        }
        if (nearby.isPresent() && nearby.get().revision() >= least) {
            return nearby;
        }
        return far.load(tenantId);
    }

    private Optional<TenantSnapshot> keep(String tenantId, Optional<TenantSnapshot> found, long began) {
        Duration lifetime = found.isPresent() ? settings.freshFor() : settings.absentFor();
        var loaded = new Held(found.orElse(null), until(lifetime), began, 0);
        return entries.asMap().merge(tenantId, loaded, Held::replacedBy).value();
    }

    private long until(Duration lifetime) {
        return nanos.getAsLong() + lifetime.toNanos();
    }
}
