package dev.waypost.health.failover;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.configclient.TenantState;
import dev.waypost.health.probe.Checks;
import dev.waypost.health.server.DrainedServers;
import dev.waypost.platform.http.Servers;
import dev.waypost.platform.log.WideEvent;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Decides about one tenant's traffic at a time, and has config-service commit what was decided.
@Singleton
class Failovers {
    /// Both ends of a move, each once more than necessary.
    private static final int MOST_LOOKS = 4;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final TenantSnapshots snapshots;
    private final StandingStore standings;
    private final FailoverStore store;
    private final TurnStore turns;
    private final Brake brake;
    private final Checks checks;
    private final Switches switches;
    private final FailoverSettings settings;
    private final DrainedServers drained;
    private final List<FailoverListener> listeners;
    private final MeterRegistry meters;

    Failovers(
            TenantSnapshots snapshots,
            StandingStore standings,
            FailoverStore store,
            TurnStore turns,
            Brake brake,
            Checks checks,
            Switches switches,
            FailoverSettings settings,
            DrainedServers drained,
            List<FailoverListener> listeners,
            MeterRegistry meters) {
        this.snapshots = snapshots;
        this.standings = standings;
        this.store = store;
        this.turns = turns;
        this.brake = brake;
        this.checks = checks;
        this.switches = switches;
        this.settings = settings;
        this.drained = drained;
        this.listeners = List.copyOf(listeners);
        this.meters = meters;
    }

    void decide(Turn turn) {
        Optional<TenantSnapshot> tenant =
                snapshots.find(turn.tenantId()).filter(found -> found.state() != TenantState.DELETING);
        if (tenant.isEmpty()) {
            store.withdraw(turn);
            turns.forget(turn);
            return;
        }
        Optional<Failover> open = store.open(turn.tenantId());
        if (open.isPresent() && open.get().state() == State.DECIDED) {
            // Whoever decided it did not live to see its end.
            commit(turn, open.get());
            return;
        }
        decide(turn, tenant.get(), open);
    }

    private void decide(Turn turn, TenantSnapshot tenant, Optional<Failover> open) {
        if (open.isPresent()
                && open.get().hold() == Hold.MASS_FAILURE
                && !brake.read().holds()) {
            // What was seen while our own network failed, however lately, is no reason to move now.
            checks.checkNow(turn.tenantId(), open.get().move().from());
        }
        for (int looks = 0; looks <= MOST_LOOKS; looks++) {
            switch (FailoverPolicy.decide(situation(tenant, open))) {
                case Decision.Rest _ -> {
                    if (open.isPresent()) {
                        store.withdraw(turn);
                        changed(turn.tenantId(), open.get().id());
                    }
                    turns.end(turn, null);
                    return;
                }
                case Decision.Wait wait -> {
                    keep(turn, open, wait.move(), State.WAITING, wait.hold());
                    turns.end(turn, wait.again());
                    return;
                }
                case Decision.Propose propose -> {
                    keep(turn, open, propose.move(), State.PROPOSED, Hold.NONE);
                    turns.end(turn, settings.retry());
                    return;
                }
                case Decision.Look look -> checks.checkNow(turn.tenantId(), look.endpointId());
                case Decision.Commit commit -> {
                    Optional<Failover> decided =
                            store.keep(turn, commit.move(), State.DECIDED, Hold.NONE, tenant.revision());
                    decided.ifPresent(failover -> commit(turn, failover));
                    return;
                }
            }
        }
        turns.end(turn, settings.retry());
    }

    private void keep(Turn turn, Optional<Failover> open, Move move, State state, Hold hold) {
        boolean known = open.isPresent()
                && open.get().move().equals(move)
                && open.get().state() == state
                && open.get().hold() == hold;
        if (!known) {
            store.keep(turn, move, state, hold, 0).ifPresent(this::tell);
        }
    }

    private void commit(Turn turn, Failover decided) {
        switch (switches.commit(decided)) {
            case SwitchAnswer.Done done -> {
                store.end(decided, State.DONE);
                snapshots.announce(turn.tenantId(), done.revision());
                changed(turn.tenantId(), decided.id());
                turns.end(turn, SOON);
            }
            case SwitchAnswer.Overtaken overtaken -> {
                store.end(decided, State.OVERTAKEN);
                snapshots.announce(turn.tenantId(), overtaken.revision());
                changed(turn.tenantId(), decided.id());
                turns.end(turn, SOON);
            }
            case SwitchAnswer.Unreachable _ -> {
                store.hold(decided, Hold.CONFIG_UNREACHABLE);
                turns.end(turn, SOON);
            }
        }
    }

    private Situation situation(TenantSnapshot tenant, Optional<Failover> open) {
        TenantPolicy policy = tenant.policy();
        Rules rules = new Rules(
                policy.routing(),
                policy.failoverMode(),
                policy.failoverCooldown(),
                policy.maxFailoversPerHour(),
                policy.failBack().equals("RETURN"),
                settings.freshFor(),
                settings.retry());
        Map<String, Standing> known = standings.of(tenant.tenantId());
        Set<String> leaving = drained.now();
        List<Member> members = tenant.endpoints().stream()
                .map(endpoint -> member(endpoint, known.getOrDefault(endpoint.id(), Standing.UNKNOWN), leaving))
                .toList();
        Move approved = open.filter(Failover::isApproved).map(Failover::move).orElse(null);
        return new Situation(
                rules,
                members,
                store.past(tenant.tenantId()),
                approved,
                brake.read().holds());
    }

    private static Member member(Endpoint endpoint, Standing standing, Set<String> leaving) {
        return new Member(
                endpoint.id(),
                endpoint.role(),
                endpoint.priority(),
                endpoint.isActive(),
                leaving.contains(Servers.of(endpoint.apiUrl())),
                standing.status(),
                standing.trouble(),
                standing.cause(),
                standing.statusFor(),
                standing.lookAge(),
                standing.lookGood());
    }

    private void changed(String tenantId, String failoverId) {
        store.find(tenantId, failoverId).ifPresent(this::tell);
    }

    private void tell(Failover failover) {
        String state = failover.state().name().toLowerCase(Locale.ROOT);
        meters.counter("waypost.health.failovers", "state", state).increment();
        WideEvent.of("failover." + state)
                .with("tenant_id", failover.tenantId())
                .with("failover_id", failover.id())
                .with("kind", failover.move().kind())
                .with("from_endpoint_id", failover.move().from())
                .with("to_endpoint_id", failover.move().to())
                .with("trouble", failover.move().trouble())
                .with("hold", failover.hold())
                .emit();
        listeners.forEach(listener -> listener.changed(failover));
    }
}
