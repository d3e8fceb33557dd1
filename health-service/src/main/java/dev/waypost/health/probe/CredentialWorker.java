package dev.waypost.health.probe;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.work.Loops;
import dev.waypost.platform.work.Worker;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.Providers;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Asks providers when credentials end, so that people hear of it before they do: each once a day, and when its tenant
/// was changed.
@Singleton
public class CredentialWorker implements Worker {
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration AGE = Duration.ofDays(1);
    private static final int BATCH = 50;

    private final CredentialStore store;
    private final TenantSnapshots snapshots;
    private final Providers providers;
    private final ProbeSettings settings;
    private final Loops loops = new Loops();

    CredentialWorker(CredentialStore store, TenantSnapshots snapshots, Providers providers, ProbeSettings settings) {
        this.store = store;
        this.snapshots = snapshots;
        this.providers = providers;
        this.settings = settings;
    }

    @Override
    public void start() {
        if (settings.enabled()) {
            loops.every("credentials", PAUSE, this::runOnce);
        }
    }

    /// Asks about a bounded number of those that are due.
    public void runOnce() {
        Set<String> groups = new HashSet<>();
        List<CredentialStore.Asked> due = store.take(AGE, BATCH);
        for (CredentialStore.Asked asked : due) {
            if (groups.add(asked.group())) {
                ask(asked);
            }
        }
    }

    /// What cannot be asked now is asked tomorrow; what was known stays.
    private void ask(CredentialStore.Asked asked) {
        try {
            Optional<Endpoint> endpoint = snapshots
                    .find(asked.tenantId())
                    .flatMap(tenant -> tenant.endpoint(asked.endpointId()))
                    .filter(found -> found.isActive() && found.apiKey() != null);
            endpoint.flatMap(found -> providers
                            .of(ProviderKind.valueOf(found.provider()))
                            .prober()
                            .flatMap(prober -> prober.credentialEnd(Looks.access(found), settings.timeout())))
                    .ifPresent(end -> store.end(asked, end.time()));
        } catch (Fault nobodyKnows) {
            return;
        }
    }

    @Override
    public void close() {
        loops.close();
    }
}
