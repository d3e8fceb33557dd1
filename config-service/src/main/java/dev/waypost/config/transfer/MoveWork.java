package dev.waypost.config.transfer;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Commits;
import dev.waypost.config.endpoint.EndpointMoves;
import dev.waypost.config.endpoint.EndpointMoves.Place;
import dev.waypost.config.endpoint.EndpointReplacement;
import dev.waypost.config.endpoint.EndpointReplacement.Checked;
import dev.waypost.config.endpoint.EndpointReplacement.Plan;
import dev.waypost.config.tenant.TenantRouting;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.settings.Secret;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Moves a tenant to another server without a pause: at every moment one endpoint is active, and what is under way on
/// the old one ends there.
@Singleton
final class MoveWork implements TransferWork {
    private static final TypeReference<MoveSpec> SPEC = new TypeReference<>() {};
    private static final TypeReference<Cursor> CURSOR = new TypeReference<>() {};
    private static final String SINGLE = "SINGLE";
    private static final String STANDBY = "STANDBY";
    private static final int TRIES = 5;

    private final EndpointReplacement replacement;
    private final EndpointMoves endpoints;
    private final TenantRouting routing;
    private final Transfers transfers;
    private final TransferStore store;
    private final Ledger ledger;
    private final Commits commits;

    MoveWork(
            EndpointReplacement replacement,
            EndpointMoves endpoints,
            TenantRouting routing,
            Transfers transfers,
            TransferStore store,
            Ledger ledger,
            Commits commits) {
        this.replacement = replacement;
        this.endpoints = endpoints;
        this.routing = routing;
        this.transfers = transfers;
        this.store = store;
        this.ledger = ledger;
        this.commits = commits;
    }

    /// The steps, in order; each one's place is the position of its item.
    enum Step {
        CHECK_OLD,
        CHECK_NEW,
        ADD,
        VERIFY,
        SWITCH,
        DRAIN,
        RETIRE,
        END;

        long position() {
            return ordinal() + 1L;
        }

        Step next() {
            return values()[ordinal() + 1];
        }
    }

    /// @param drainedAt when the old endpoint has drained; null before it drains
    record Cursor(Step step, @Nullable Instant drainedAt) {}

    @Override
    public TransferKind kind() {
        return TransferKind.MOVE;
    }

    @Override
    public Turn step(Lease lease) {
        MoveSpec spec = lease.spec(SPEC);
        @Nullable Cursor cursor = lease.cursor(CURSOR);
        Step step = cursor == null ? Step.CHECK_OLD : cursor.step();
        Plan plan = spec.plan();
        return switch (step) {
            case CHECK_OLD -> checkOld(lease, plan);
            case CHECK_NEW -> checkNew(lease, spec, replacement.checkNew(plan, key(lease)));
            case ADD ->
                change(lease, step, "standby " + plan.toId() + " at " + plan.apiUrl(), change -> {
                    routing.become(change, plan.tenantId(), STANDBY, spec.cause());
                    replacement.add(change, plan, key(lease));
                });
            case VERIFY -> verify(lease, replacement.checkSaved(plan.tenantId(), plan.toId()));
            case SWITCH -> switchOver(lease, spec);
            case DRAIN -> drain(lease, spec);
            case RETIRE -> retire(lease, spec, cursor == null ? null : cursor.drainedAt());
            case END -> new Turn.Done();
        };
    }

    /// What is found of the old one is told and stops nothing: who leaves a server may have a reason.
    private Turn checkOld(Lease lease, Plan plan) {
        Checked found = replacement.checkSaved(plan.tenantId(), plan.fromId());
        String detail = plan.fromId()
                + (found.passed() ? " works: " : " does not work, and is left all the same: ")
                + found.detail();
        Item item = Item.done(Step.CHECK_OLD.position(), plan.tenantId(), "CHECK_OLD: " + detail);
        ledger.commit(lease, new Advance(new Cursor(Step.CHECK_NEW, null), List.of(item), Step.END.position() - 1));
        return new Turn.More();
    }

    private Turn checkNew(Lease lease, MoveSpec spec, Checked found) {
        if (!found.passed()) {
            return failed(spec.plan(), found);
        }
        Step next = spec.dryRun() ? Step.END : Step.ADD;
        ledger.commit(lease, Advance.to(new Cursor(next, null), item(lease, Step.CHECK_NEW, found.detail())));
        return new Turn.More();
    }

    private Turn verify(Lease lease, Checked found) {
        if (!found.passed()) {
            return failed(lease.spec(SPEC).plan(), found);
        }
        ledger.commit(lease, Advance.to(new Cursor(Step.SWITCH, null), item(lease, Step.VERIFY, found.detail())));
        return new Turn.More();
    }

    private Turn switchOver(Lease lease, MoveSpec spec) {
        Plan plan = spec.plan();
        for (int left = TRIES; ; left--) {
            List<Place> held = endpoints.list(plan.tenantId());
            Place from = place(held, plan.tenantId(), plan.fromId());
            Place to = place(held, plan.tenantId(), plan.toId());
            try {
                String detail = plan.fromId() + " → " + plan.toId();
                return change(lease, Step.SWITCH, detail, change -> {
                    // Somebody may have made this very switch by hand meanwhile.
                    if (!to.role().equals("ACTIVE")) {
                        endpoints.switchOver(change, plan.tenantId(), from, to, spec.cause());
                    }
                });
            } catch (Fault e) {
                if (e.reason() != Reason.REVISION_CONFLICT || left == 1) {
                    throw e;
                }
            }
        }
    }

    private Turn drain(Lease lease, MoveSpec spec) {
        Plan plan = spec.plan();
        Duration drain = Duration.ofMillis(spec.drainMillis());
        Advance made = commits.background(caller(lease), lease.requestId(Step.DRAIN.position()), change -> {
            replacement.drain(change, plan.tenantId(), plan.fromId(), spec.cause());
            // In the row, so that whoever goes on after a crash waits no longer and no shorter.
            var next = new Cursor(Step.RETIRE, store.now(change.sql()).plus(drain));
            Advance advance = Advance.to(
                    next, item(lease, Step.DRAIN, plan.fromId() + " drains for " + drain.toSeconds() + " s"));
            ledger.record(change.sql(), lease, advance);
            return advance;
        });
        lease.moved(made);
        return new Turn.More();
    }

    private Turn retire(Lease lease, MoveSpec spec, @Nullable Instant drainedAt) {
        Plan plan = spec.plan();
        Duration left = drainedAt == null ? Duration.ZERO : Duration.between(store.now(), drainedAt);
        if (left.isPositive()) {
            return new Turn.Later(left);
        }
        return change(lease, Step.RETIRE, plan.fromId() + " is deleted", change -> {
            replacement.retire(change, plan.tenantId(), plan.fromId());
            // Others may have added endpoints meanwhile; then the tenant keeps the policy that they need.
            if (spec.routing().equals(SINGLE) && endpoints.count(change, plan.tenantId()) == 1) {
                routing.become(change, plan.tenantId(), SINGLE, spec.cause());
            }
        });
    }

    private interface Work {
        void in(Changeset change) throws SQLException;
    }

    private Turn change(Lease lease, Step step, String detail, Work work) {
        Advance advance = Advance.to(new Cursor(step.next(), null), item(lease, step, detail));
        commits.background(caller(lease), lease.requestId(step.position()), change -> {
            work.in(change);
            ledger.record(change.sql(), lease, advance);
            return true;
        });
        lease.moved(advance);
        return new Turn.More();
    }

    private Secret key(Lease lease) {
        return Secret.of(transfers.secret(lease.transfer()));
    }

    private static Turn failed(Plan plan, Checked found) {
        return new Turn.Stopped(Fault.of(Reason.ENDPOINT_CHECK_FAILED)
                .detail("The new endpoint " + plan.toId() + " does not work: " + found.detail()
                        + ". Resume once it does."));
    }

    private static Place place(List<Place> held, String tenantId, String endpointId) {
        return held.stream()
                .filter(p -> p.endpointId().equals(endpointId))
                .findFirst()
                .orElseThrow(() -> Fault.of(Reason.ENDPOINT_NOT_FOUND)
                        .with("tenant_id", tenantId)
                        .with("endpoint_id", endpointId));
    }

    private static Item item(Lease lease, Step step, String detail) {
        String tenantId = lease.spec(SPEC).plan().tenantId();
        return Item.done(step.position(), tenantId, step + ": " + detail);
    }

    private static String caller(Lease lease) {
        return lease.transfer().startedBy();
    }
}
