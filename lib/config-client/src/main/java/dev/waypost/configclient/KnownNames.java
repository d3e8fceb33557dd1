package dev.waypost.configclient;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.waypost.configclient.NameSource.Found;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Who is behind which name, in memory; no call is made for a name that is known and still true.
///
/// A name stays with its tenant while the tenant's revision does. What no tenant's revision tells (that there is
/// nobody, that several share an app, whose a code is) is asked again after any change that could have made it untrue.
final class KnownNames {
    /// @param found null: nobody is behind the name
    /// @param changes how many changes had been heard of when it was asked
    /// @param hub how many of them were about apps and gateways
    private record Known(@Nullable Found found, long near, long far, long changes, long hub) {}

    private final NameSource source;
    private final TenantSnapshots snapshots;
    private final LongSupplier nanos;
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong hub = new AtomicLong();
    private final SingleFlight<Name, Known> flights = new SingleFlight<>();
    private final Cache<Name, Known> known;

    KnownNames(NameSource source, TenantSnapshots snapshots, long most, LongSupplier nanos) {
        this.source = source;
        this.snapshots = snapshots;
        this.nanos = nanos;
        this.known = Caffeine.newBuilder().maximumSize(most).build();
    }

    void heard(Change change) {
        changes.incrementAndGet();
        if (change.member().indexOf(':') >= 0) {
            hub.incrementAndGet();
        }
    }

    void forgetAll() {
        known.invalidateAll();
    }

    Optional<Resolution> resolve(Name name) {
        long asked = nanos.getAsLong();
        snapshots.near().renewed(asked);
        @Nullable Known held = known.getIfPresent(name);
        if (held == null || !isTrue(name, held, asked)) {
            try {
                held = flights.join(name, () -> ask(name));
            } catch (RuntimeException e) {
                if (held == null || held.found() == null) {
                    throw e instanceof Fault
                            ? e
                            : Fault.of(Reason.PEER_UNAVAILABLE).because(e);
                }
                // The last good, as with tenants; what its tenant's snapshot says is as new as can be had.
            }
        }
        @Nullable Found found = held.found();
        if (found == null) {
            return Optional.empty();
        }
        @Nullable
        TenantSnapshot tenant = found.tenantId() == null
                ? null
                : snapshots.find(found.tenantId()).orElse(null);
        return tenant == null && found.app() == null
                ? Optional.empty()
                : Optional.of(
                        new Resolution(tenant, found.endpointId(), found.app(), found.gatewayId(), found.hubAppId()));
    }

    private boolean isTrue(Name name, Known held, long asked) {
        boolean covered = snapshots.near().horizon().covers(held.near(), asked)
                || snapshots.far().horizon().covers(held.far(), asked);
        @Nullable Found found = held.found();
        boolean byAnyChange = found == null || found.app() != null || name instanceof Name.App;
        if (!covered || held.hub() != hub.get() || (byAnyChange && held.changes() != changes.get())) {
            return false;
        }
        return found == null
                || found.tenantId() == null
                || snapshots
                                .find(found.tenantId())
                                .map(TenantSnapshot::revision)
                                .orElse(0L)
                        == found.revision();
    }

    private Known ask(Name name) {
        // Read before the question: what is heard of meanwhile may not be in the answer.
        long changesBefore = changes.get();
        long hubBefore = hub.get();
        long near = snapshots.near().horizon().session();
        long far = snapshots.far().horizon().session();
        @Nullable Found found = source.resolve(name).orElse(null);
        if (found != null && found.tenantId() != null) {
            snapshots.announce(found.tenantId(), found.revision());
        }
        var answer = new Known(found, near, far, changesBefore, hubBefore);
        known.put(name, answer);
        return answer;
    }
}
