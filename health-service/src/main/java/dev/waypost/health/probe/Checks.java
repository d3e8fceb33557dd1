package dev.waypost.health.probe;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.configclient.TenantState;
import dev.waypost.health.signal.SignalPolicy;
import dev.waypost.health.signal.Signals;
import dev.waypost.health.verdict.Finding;
import dev.waypost.health.verdict.Thresholds;
import dev.waypost.health.verdict.Trouble;
import dev.waypost.health.verdict.Verdict;
import dev.waypost.health.verdict.VerdictPolicy;
import dev.waypost.lanes.GroupCommit;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.telemetry.Traces;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Looks at endpoints and keeps the verdicts.
@Singleton
public class Checks implements AutoCloseable {
    private static final int MOST_AT_ONCE = 256;

    /// What came of looking at a group.
    ///
    /// @param known what is known of its members now
    /// @param gone keys of those that are not there any more
    /// @param pause what the provider asked for; zero when it asked for nothing
    record Looked(List<Target> known, List<String> gone, Duration pause) {}

    private record Asked(Target target, Endpoint endpoint, TenantPolicy policy) {}

    private final ProbeStore store;
    private final TenantSnapshots snapshots;
    private final Looks looks;
    private final Reports reports;
    private final Signals signals;
    private final OwnNetwork network;
    private final Traces traces;
    private final GroupCommit<Seen, Optional<Target>> results;

    Checks(
            ProbeStore store,
            TenantSnapshots snapshots,
            Looks looks,
            Reports reports,
            Signals signals,
            OwnNetwork network,
            Traces traces) {
        this.store = store;
        this.snapshots = snapshots;
        this.looks = looks;
        this.reports = reports;
        this.signals = signals;
        this.network = network;
        this.traces = traces;
        this.results = new GroupCommit<>("probe", MOST_AT_ONCE, Duration.ofMillis(5), store::record);
    }

    @Override
    @PreDestroy
    public void close() {
        results.close();
    }

    /// Looks at everybody of a group, with one call where that is enough.
    Looked check(List<Target> members, long laneEpoch) {
        List<Asked> there = new ArrayList<>();
        List<Target> unseen = new ArrayList<>();
        for (Target target : members) {
            Optional<TenantSnapshot> tenant = snapshots.find(target.tenantId());
            Optional<Endpoint> endpoint =
                    tenant.flatMap(found -> found.endpoint(target.endpointId())).filter(Endpoint::isActive);
            endpoint.ifPresentOrElse(
                    found -> there.add(
                            new Asked(target, found, tenant.orElseThrow().policy())),
                    () -> unseen.add(target));
        }
        Looked looked = new Looked(new ArrayList<>(), new ArrayList<>(), Duration.ZERO);
        // What we see may be older than what another process has just added: only a row that is gone is gone.
        again(unseen, looked);
        if (there.isEmpty()) {
            return looked;
        }
        return traces.span("endpoint.probe")
                .set("waypost.tenant_id", there.getFirst().target().tenantId())
                .set("waypost.endpoint_id", there.getFirst().target().endpointId())
                .call(_ -> check(there, looked, laneEpoch));
    }

    private Looked check(List<Asked> there, Looked looked, long laneEpoch) {
        List<Looks.Answer> answers =
                looks.at(there.stream().map(Asked::endpoint).toList());
        List<Target> lost = new ArrayList<>();
        Duration pause = Duration.ZERO;
        List<Pending> pending = new ArrayList<>();
        for (int i = 0; i < there.size(); i++) {
            Asked asked = there.get(i);
            switch (answers.get(i)) {
                case Looks.Answer.Withheld withheld -> {
                    pause = withheld.after().compareTo(pause) > 0 ? withheld.after() : pause;
                    looked.known().add(asked.target());
                }
                case Looks.Answer.Taken taken ->
                    pending.add(new Pending(asked.target(), results.start(seen(asked, taken, laneEpoch))));
            }
        }
        for (Pending one : pending) {
            GroupCommit.awaited(one.written())
                    .ifPresentOrElse(
                            after -> {
                                looked.known().add(after);
                                reports.written(one.before().health(), after.health());
                            },
                            () -> lost.add(one.before()));
        }
        again(lost, looked);
        return new Looked(looked.known(), looked.gone(), pause);
    }

    private record Pending(Target before, CompletableFuture<Optional<Target>> written) {}

    /// Asks the store what became of those that could not be looked at, or whose look did not count.
    private void again(List<Target> targets, Looked into) {
        if (targets.isEmpty()) {
            return;
        }
        Map<String, Target> there = store.again(targets);
        targets.forEach(target -> {
            Target now = there.get(target.key());
            if (now == null) {
                into.gone().add(target.key());
            } else {
                into.known().add(now);
            }
        });
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
        Target target =
                store.current(Grouping.of(tenantId, endpoint, tenant.policy().healthCheckInterval()));
        return traces.span("endpoint.probe")
                .set("waypost.tenant_id", tenantId)
                .set("waypost.endpoint_id", endpoint.id())
                .call(_ -> look(new Asked(target, endpoint, tenant.policy())));
    }

    private EndpointHealth look(Asked asked) {
        Target before = asked.target();
        Looks.Answer answer = looks.at(List.of(asked.endpoint())).getFirst();
        if (answer instanceof Looks.Answer.Taken taken) {
            Optional<Target> after = results.submit(seen(asked, taken, Seen.ASKED));
            after.ifPresent(written -> reports.written(before.health(), written.health()));
            if (after.isPresent()) {
                return after.get().health();
            }
        }
        // Somebody else's look was written meanwhile, and is as new as ours.
        return get(before.tenantId(), before.endpointId());
    }

    public EndpointHealth get(String tenantId, String endpointId) {
        Endpoint endpoint = resolve(snapshots.get(tenantId), endpointId);
        return store.find(tenantId, endpoint.id()).orElseGet(() -> EndpointHealth.unknown(tenantId, endpoint.id()));
    }

    private static Endpoint resolve(TenantSnapshot tenant, String endpointId) {
        return (endpointId.isEmpty() ? tenant.activeEndpoint() : tenant.endpoint(endpointId))
                .orElseThrow(() -> Fault.of(Reason.ENDPOINT_NOT_FOUND)
                        .with("tenant_id", tenant.tenantId())
                        .with("endpoint_id", endpointId));
    }

    private Seen seen(Asked asked, Looks.Answer.Taken taken, long laneEpoch) {
        Verdict before = asked.target().health().verdict();
        @Nullable
        Finding finding = taken.finding() == null
                ? null
                : blamed(SignalPolicy.judge(
                        taken.finding(),
                        signals.of(asked.target().tenantId(), asked.target().endpointId())));
        Verdict verdict = finding == null
                ? Verdict.NONE
                : VerdictPolicy.next(
                        before,
                        finding,
                        new Thresholds(
                                asked.policy().unhealthyAfter(), asked.policy().healthyAfter()));
        boolean moves = !asked.policy().routing().equals("SINGLE");
        return new Seen(asked.target(), laneEpoch, verdict, look(taken.look(), finding), moves);
    }

    /// Silence is nobody else's fault while our own network fails.
    private Finding blamed(Finding finding) {
        return finding instanceof Finding.Lost lost && lost.trouble() == Trouble.TRANSPORT && network.fails()
                ? new Finding.Lost(lost.cause() + "; so are most others: our own network", Trouble.OURS)
                : finding;
    }

    /// A look that traffic contradicts is no good one.
    private static Look look(Look probed, @Nullable Finding finding) {
        return finding == null
                        || finding.carries() == probed.good() && finding.cause().equals(probed.cause())
                ? probed
                : new Look(finding.carries(), finding.cause(), probed.latency(), probed.facts());
    }
}
