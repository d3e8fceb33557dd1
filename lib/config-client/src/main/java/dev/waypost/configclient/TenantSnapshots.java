package dev.waypost.configclient;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.configclient.Flights.Flight;
import dev.waypost.configclient.Flights.Landed;
import dev.waypost.configclient.NearSnapshots.Read;
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
/// Memory first, then Redis, then config-service. A lookup that begins a second after a change was committed sees it,
/// as long as Redis with a config-service behind it, or config-service itself, can be asked; when neither can,
/// it gets the last good snapshot, which is counted. Concurrent askers of one tenant share one reading.
public final class TenantSnapshots {
    private static final Pattern ID = Pattern.compile("[a-zA-Z0-9_-]{1,64}");

    private final NearSnapshots redis;
    private final FarSnapshots config;
    private final SnapshotSettings settings;
    private final LongSupplier nanos;
    private final Cache<String, Held> entries;
    private final Flights flights = new Flights();
    private final NearFeed near;
    private final FarFeed far;
    private final KnownNames names;
    private final Reachability reachability;
    private final Counter stale;
    private final Counter loads;

    TenantSnapshots(
            NearSnapshots redis,
            FarSnapshots config,
            NameSource names,
            SnapshotSettings settings,
            MeterRegistry meters,
            LongSupplier nanos) {
        this.redis = redis;
        this.config = config;
        this.settings = settings;
        this.nanos = nanos;
        this.entries = Caffeine.newBuilder()
                .maximumWeight(settings.maxBytes())
                .weigher(Weight::of)
                .build();
        this.near = new NearFeed(redis, new Heard(), nanos);
        this.far = new FarFeed(new Heard());
        this.names = new KnownNames(names, this, settings.maxNames(), nanos);
        this.reachability = new Reachability(settings.retryAfter().toNanos());
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
        long asked = nanos.getAsLong();
        @Nullable Held held = entries.getIfPresent(tenantId);
        if (held != null && held.isCurrent(asked, near.horizon(), far.horizon())) {
            return held.value();
        }
        return lookUp(tenantId, asked).value();
    }

    /// @throws Fault TENANT_NOT_FOUND or ENDPOINT_NOT_FOUND
    public Endpoint resolveEndpoint(String tenantId, String endpointId) {
        return get(tenantId)
                .endpoint(endpointId)
                .orElseThrow(() -> Fault.of(Reason.ENDPOINT_NOT_FOUND)
                        .with("tenant_id", tenantId)
                        .with("endpoint_id", endpointId));
    }

    /// Who is behind a name: a number, an app, a path, a code. Known names cost no call.
    ///
    /// @throws Fault PEER_UNAVAILABLE when it is not known and nobody can be asked
    public Optional<Resolution> resolve(Name name) {
        return names.resolve(name);
    }

    /// Somebody says that the tenant has this revision: what is older is not acted on any more.
    public void announce(String tenantId, long revision) {
        heard(new Change(tenantId, revision, false));
    }

    /// How many tenants are held now.
    public long size() {
        entries.cleanUp();
        return entries.estimatedSize();
    }

    NearFeed near() {
        return near;
    }

    FarFeed far() {
        return far;
    }

    private Held lookUp(String tenantId, long asked) {
        Horizon ofNear = far.horizon().reaches(asked) ? near.horizon() : near.renewed(asked);
        while (true) {
            @Nullable Held held = entries.getIfPresent(tenantId);
            if (held != null) {
                if (held.isCurrent(asked, ofNear, far.horizon())) {
                    return held;
                }
                if (held.isGood() && !held.isBehind() && !ofNear.reaches(asked) && !reachability.isOpen(asked)) {
                    stale.increment();
                    return held;
                }
            }
            Landed landed = flights.join(tenantId, flight -> read(tenantId, flight));
            // A reading that somebody else began long ago may be too old for us; the next one is not.
            if (landed.serves(asked)) {
                if (landed.last()) {
                    stale.increment();
                }
                return landed.held();
            }
            ofNear = near.renewed(asked);
        }
    }

    private Landed read(String tenantId, Flight flight) {
        long began = nanos.getAsLong();
        @Nullable Held before = entries.getIfPresent(tenantId);
        Horizon ofNear = near.horizon();
        Horizon ofFar = far.horizon();
        if (ofNear.reaches(began)) {
            @Nullable Held found = readNear(tenantId, before, ofNear, flight);
            if (found != null) {
                return new Landed(found, ofNear.until(), false);
            }
        }
        @Nullable RuntimeException failure = null;
        if (reachability.mayAsk(began)) {
            try {
                Optional<Sized> found = config.load(tenantId);
                reachability.answered();
                long until = until(began, found.isPresent() ? settings.freshFor() : settings.absentFor());
                // Read outside of Redis, but covered by what Redis announces of the commits that come after.
                Held read = found.map(f -> Held.of(f, ofNear.session(), ofFar.session(), until))
                        .orElseGet(() -> Held.absent(0, ofNear.session(), ofFar.session(), until));
                return new Landed(keep(tenantId, before, read, true, flight), began, false);
            } catch (RuntimeException e) {
                reachability.failed(began);
                failure = e;
            }
        }
        return new Landed(lastGood(tenantId, before, ofNear, flight, failure), began, true);
    }

    /// What Redis has, when it is worth as much as what it announces and not behind what is known.
    private @Nullable Held readNear(String tenantId, @Nullable Held before, Horizon ofNear, Flight flight) {
        try {
            Optional<Read> answer = redis.read(tenantId);
            if (answer.isEmpty() || !answer.get().generation().equals(near.generation())) {
                return null;
            }
            Read read = answer.get();
            long least = before == null ? 0 : Math.max(before.revision(), before.announced());
            if (Math.abs(read.revision()) < Math.max(1, least)) {
                return null;
            }
            long until = until(nanos.getAsLong(), settings.freshFor());
            if (read.revision() < 0) {
                return keep(tenantId, before, Held.absent(-read.revision(), ofNear.session(), 0, until), false, flight);
            }
            @Nullable Sized found = read.found();
            // The script that wrote both wrote one revision; a snapshot of another one was not written by it.
            return found == null || found.snapshot().revision() != read.revision()
                    ? null
                    : keep(tenantId, before, Held.of(found, ofNear.session(), 0, until), false, flight);
        } catch (RuntimeException e) {
            return null;
        }
    }

    private Held lastGood(
            String tenantId, @Nullable Held before, Horizon ofNear, Flight flight, @Nullable RuntimeException failure) {
        if (before == null || !before.isGood() || before.isBehind()) {
            @Nullable Held newer = ofNear.session() == 0 ? null : readNear(tenantId, before, ofNear, flight);
            if (newer != null) {
                return newer;
            }
        }
        boolean unknown = before == null || (before.snapshot() != null && before.near() == 0 && before.far() == 0);
        @Nullable Held found = unknown ? anything(tenantId) : null;
        if (found != null) {
            return found;
        }
        if (before != null && before.isGood()) {
            return before;
        }
        // Not known a while ago, or never asked for: what to say would be a guess.
        throw unknown(failure);
    }

    /// What a Redis holds that cannot be relied on; kept as last good, never as current.
    private @Nullable Held anything(String tenantId) {
        try {
            Optional<Sized> found = redis.anything(tenantId);
            return found.isEmpty()
                    ? null
                    : entries.asMap()
                            .merge(
                                    tenantId,
                                    Held.of(found.get(), 0, 0, nanos.getAsLong()),
                                    (now, read) -> read.revision() > now.revision() ? read : now);
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static Fault unknown(@Nullable RuntimeException failure) {
        if (failure instanceof Fault fault) {
            return fault;
        }
        Fault unavailable = Fault.of(Reason.PEER_UNAVAILABLE);
        return failure == null ? unavailable : unavailable.because(failure);
    }

    /// @param settled whether the reading answers every announcement before it began
    private Held keep(String tenantId, @Nullable Held before, Held read, boolean settled, Flight flight) {
        loads.increment();
        return entries.asMap().compute(tenantId, (id, now) -> {
            Held kept = now == null ? read : now.replacedBy(read, settled && now == before);
            return kept.withAnnounced(Math.max(kept.announced(), flight.announced()));
        });
    }

    private void heard(Change change) {
        // First the reading under way, then what is held: a reading ends the other way round, so none misses it.
        flights.heard(change);
        entries.asMap().computeIfPresent(change.member(), (id, held) -> held.announced(change));
    }

    private static long until(long moment, Duration lifetime) {
        return moment + lifetime.toNanos();
    }

    private final class Heard implements Announcements {
        @Override
        public void heard(Change change) {
            TenantSnapshots.this.heard(change);
            // Last: a name that is asked for now sees the change.
            names.heard(change);
        }

        @Override
        public void otherDatabase() {
            entries.invalidateAll();
            names.forgetAll();
        }
    }
}
