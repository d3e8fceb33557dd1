package dev.waypost.health.probe;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.configclient.TenantState;
import dev.waypost.health.verdict.Finding;
import dev.waypost.health.verdict.HealthStatus;
import dev.waypost.health.verdict.Thresholds;
import dev.waypost.health.verdict.Trouble;
import dev.waypost.health.verdict.Verdict;
import dev.waypost.health.verdict.VerdictChange;
import dev.waypost.health.verdict.VerdictListener;
import dev.waypost.health.verdict.VerdictPolicy;
import dev.waypost.lanes.GroupCommit;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.log.WideEvent;
import dev.waypost.platform.telemetry.Traces;
import dev.waypost.providers.CauseKind;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.ProbeOutcome;
import dev.waypost.providers.Prober;
import dev.waypost.providers.ProviderKind;
import dev.waypost.providers.Providers;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Looks at endpoints and keeps the verdicts.
@Singleton
public class Checks implements AutoCloseable {
    private static final double MOST_EARLY = 0.1;
    private static final int MOST_AT_ONCE = 256;

    private final ProbeStore store;
    private final TenantSnapshots snapshots;
    private final Providers providers;
    private final ProbeSettings settings;
    private final Traces traces;
    private final MeterRegistry meters;
    private final List<VerdictListener> listeners;
    private final GroupCommit<Seen, Optional<EndpointHealth>> results;
    private final String owner = Ids.next("probe");

    Checks(
            ProbeStore store,
            TenantSnapshots snapshots,
            Providers providers,
            ProbeSettings settings,
            Traces traces,
            MeterRegistry meters,
            List<VerdictListener> listeners) {
        this.store = store;
        this.snapshots = snapshots;
        this.providers = providers;
        this.settings = settings;
        this.traces = traces;
        this.meters = meters;
        this.listeners = List.copyOf(listeners);
        this.results = new GroupCommit<>("probe", MOST_AT_ONCE, Duration.ofMillis(2), store::record);
    }

    @Override
    @PreDestroy
    public void close() {
        results.close();
    }

    public List<Lease> takeDue(int limit) {
        return store.takeDue(owner, limit, settings.lease());
    }

    /// Looks at an endpoint whose lease we hold. One that we see gone or switched off is put off: what we see may be
    /// older than what another process has just added, so only the roster forgets.
    public void check(Lease lease) {
        String tenantId = lease.health().tenantId();
        String endpointId = lease.health().endpointId();
        Optional<TenantSnapshot> tenant = snapshots.find(tenantId);
        Optional<Endpoint> endpoint =
                tenant.flatMap(found -> found.endpoint(endpointId)).filter(Endpoint::isActive);
        if (endpoint.isEmpty()) {
            store.putOff(lease);
            return;
        }
        look(lease, endpoint.get(), tenant.orElseThrow().policy());
    }

    /// Looks now, whatever is due.
    ///
    /// @param endpointId empty for the active endpoint
    public EndpointHealth checkNow(String tenantId, String endpointId) {
        TenantSnapshot tenant = snapshots.get(tenantId);
        if (tenant.state() == TenantState.DELETING) {
            throw Fault.of(Reason.TENANT_DELETED).with("tenant_id", tenantId);
        }
        Endpoint endpoint = resolve(tenant, endpointId);
        Lease lease = store.takeNow(
                new Watched(tenantId, endpoint.id(), tenant.policy().healthCheckInterval()), owner, settings.lease());
        return look(lease, endpoint, tenant.policy());
    }

    public EndpointHealth get(String tenantId, String endpointId) {
        Endpoint endpoint = resolve(snapshots.get(tenantId), endpointId);
        return store.find(tenantId, endpoint.id()).orElseGet(() -> EndpointHealth.unknown(tenantId, endpoint.id()));
    }

    static List<String> active(TenantSnapshot tenant) {
        return tenant.endpoints().stream()
                .filter(Endpoint::isActive)
                .map(Endpoint::id)
                .toList();
    }

    private static Endpoint resolve(TenantSnapshot tenant, String endpointId) {
        return (endpointId.isEmpty() ? tenant.activeEndpoint() : tenant.endpoint(endpointId))
                .orElseThrow(() -> Fault.of(Reason.ENDPOINT_NOT_FOUND)
                        .with("tenant_id", tenant.tenantId())
                        .with("endpoint_id", endpointId));
    }

    private EndpointHealth look(Lease lease, Endpoint endpoint, TenantPolicy policy) {
        EndpointHealth before = lease.health();
        return traces.span("endpoint.probe")
                .set("waypost.tenant_id", before.tenantId())
                .set("waypost.endpoint_id", before.endpointId())
                .call(_ -> {
                    long start = System.nanoTime();
                    Optional<Finding> finding = finding(endpoint);
                    Duration took = Duration.ofNanos(System.nanoTime() - start);
                    Verdict verdict = finding.map(found -> VerdictPolicy.next(
                                    before.verdict(),
                                    found,
                                    new Thresholds(policy.unhealthyAfter(), policy.healthyAfter())))
                            .orElse(Verdict.NONE);
                    String cause = finding.map(Finding::cause).orElse("endpoints of this kind cannot be probed yet");
                    Look look = new Look(finding.map(Finding::carries).orElse(false), cause, took);
                    boolean moves = !policy.routing().equals("SINGLE");
                    Optional<EndpointHealth> after = results.submit(new Seen(lease, verdict, look, earlier(), moves));
                    after.ifPresent(written -> tell(before, written));
                    report(before, verdict, look, after.isPresent());
                    return after.orElseGet(() -> get(before.tenantId(), before.endpointId()));
                });
    }

    /// Empty when this kind of endpoint cannot be probed.
    private Optional<Finding> finding(Endpoint endpoint) {
        Optional<Prober> prober =
                providers.of(ProviderKind.valueOf(endpoint.provider())).prober();
        if (prober.isEmpty()) {
            return Optional.empty();
        }
        if (endpoint.apiKey() == null) {
            return Optional.of(new Finding.Refused("no API key is set", Trouble.CREDENTIAL));
        }
        EndpointAccess access = new EndpointAccess(
                ProviderKind.valueOf(endpoint.provider()),
                endpoint.apiUrl(),
                endpoint.apiVersion(),
                endpoint.phoneNumberId(),
                endpoint.wabaId(),
                endpoint.session(),
                endpoint.apiKey());
        return Optional.of(
                switch (prober.get().probe(access, settings.timeout())) {
                    case ProbeOutcome.Healthy _ -> new Finding.Fine();
                    case ProbeOutcome.Degraded degraded -> new Finding.Limited(degraded.cause(), Trouble.ACCOUNT);
                    // A refused key is an answer; everything else may be over in a minute.
                    case ProbeOutcome.Unhealthy bad ->
                        bad.kind() == CauseKind.CREDENTIAL
                                ? new Finding.Refused(bad.cause(), Trouble.CREDENTIAL)
                                : new Finding.Lost(
                                        bad.cause(), Trouble.valueOf(bad.kind().name()));
                });
    }

    private void tell(EndpointHealth before, EndpointHealth after) {
        HealthStatus was = before.verdict().status();
        if (was == after.verdict().status()) {
            return;
        }
        var change = new VerdictChange(
                after.tenantId(),
                after.endpointId(),
                was,
                after.verdict().status(),
                after.verdict().cause(),
                after.verdict().trouble(),
                Objects.requireNonNull(after.since()));
        WideEvent.of("verdict.changed")
                .with("tenant_id", change.tenantId())
                .with("endpoint_id", change.endpointId())
                .with("status_before", was)
                .with("status", change.after())
                .with("trouble", change.trouble())
                .emit();
        listeners.forEach(listener -> listener.changed(change));
    }

    private void report(EndpointHealth before, Verdict after, Look look, boolean kept) {
        meters.counter("waypost.health.probes", "good", Boolean.toString(look.good()))
                .increment();
        WideEvent.routine("probe.finished")
                .with("tenant_id", before.tenantId())
                .with("endpoint_id", before.endpointId())
                .with("status_before", before.verdict().status())
                .with("status", after.status())
                .with("good", look.good())
                .with("cause", look.cause())
                .with("failures", after.failures())
                .with("kept", kept)
                .with("duration_ms", look.latency())
                .emit();
    }

    private static double earlier() {
        return ThreadLocalRandom.current().nextDouble() * MOST_EARLY;
    }
}
