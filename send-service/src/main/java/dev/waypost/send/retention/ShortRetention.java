package dev.waypost.send.retention;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.send.tenant.Tenants;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Blanks settled messages of tenants that keep them for less long than the platform does.
@Singleton
public class ShortRetention {
    private static final int PAGE = 500;

    private final BlankStore store;
    private final Tenants tenants;
    private final RetentionSettings settings;
    private final InstantSource clock;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    ShortRetention(BlankStore store, Tenants tenants, RetentionSettings settings, InstantSource clock) {
        this.store = store;
        this.tenants = tenants;
        this.settings = settings;
        this.clock = clock;
    }

    /// A tenant sends something; costs a look into a set.
    public void saw(String tenantId) {
        if (!told.contains(tenantId)) {
            seen.add(tenantId);
        }
    }

    void runOnce() {
        List<String> fresh = List.copyOf(seen);
        if (!fresh.isEmpty()) {
            store.seen(fresh);
            told.addAll(fresh);
            fresh.forEach(seen::remove);
        }
        // Before anything is blanked: what is settled meanwhile is looked at again the next time.
        Map<String, String> unsettled = store.firstUnsettled();
        List<String> days = store.days();
        List<BlankStore.Kept> page = store.tenants("", PAGE);
        while (!page.isEmpty()) {
            page.forEach(kept -> blank(kept, unsettled, days));
            page = store.tenants(page.getLast().tenantId(), PAGE);
        }
    }

    private void blank(BlankStore.Kept tenant, Map<String, String> unsettled, List<String> days) {
        Optional<Duration> found = retention(tenant.tenantId());
        if (found.isEmpty() || found.get().compareTo(Duration.ofDays(settings.days())) >= 0) {
            return;
        }
        Duration retention = found.get();
        String last = LocalDate.ofInstant(clock.instant().minus(retention), ZoneOffset.UTC)
                .toString();
        int blanked = 0;
        for (String day : days) {
            if (day.compareTo(tenant.from()) >= 0 && day.compareTo(last) <= 0) {
                blanked += store.settledBefore(tenant.tenantId(), day, retention);
            }
        }
        // The last day is looked at again: more of it grows old. So is one before, as a message may settle a day after
        // it was made; a longer wait shows as unsettled.
        String again = LocalDate.parse(last).minusDays(1).toString();
        String open = unsettled.getOrDefault(tenant.tenantId(), again);
        store.blankedUntil(tenant.tenantId(), open.compareTo(again) < 0 ? open : again);
        if (blanked > 0) {
            WideEvent.of("retention.blanked")
                    .with("tenant_id", tenant.tenantId())
                    .with("messages", blanked)
                    .emit();
        }
    }

    private Optional<Duration> retention(String tenantId) {
        try {
            return Optional.of(tenants.get(tenantId).rules().retention());
        } catch (Fault goneOrUnknown) {
            return Optional.empty();
        }
    }
}
