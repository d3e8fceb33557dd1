package dev.waypost.config.transfer;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Commits;
import dev.waypost.config.endpoint.EndpointMoves;
import dev.waypost.config.endpoint.EndpointMoves.Place;
import dev.waypost.config.transfer.BulkSwitchPolicy.Decision;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Switches tenants one after the other, at a bounded rate.
@Singleton
final class BulkSwitchWork implements TransferWork {
    private static final TypeReference<BulkSwitchSpec> SPEC = new TypeReference<>() {};
    private static final TypeReference<Cursor> CURSOR = new TypeReference<>() {};
    private static final int TRIES = 5;

    private final SelectionStore selection;
    private final EndpointMoves endpoints;
    private final Ledger ledger;
    private final Commits commits;

    BulkSwitchWork(SelectionStore selection, EndpointMoves endpoints, Ledger ledger, Commits commits) {
        this.selection = selection;
        this.endpoints = endpoints;
        this.ledger = ledger;
        this.commits = commits;
    }

    /// @param position the last tenant that is done
    record Cursor(long position) {}

    @Override
    public TransferKind kind() {
        return TransferKind.BULK_SWITCH;
    }

    @Override
    public Turn step(Lease lease) {
        BulkSwitchSpec spec = lease.spec(SPEC);
        @Nullable Cursor cursor = lease.cursor(CURSOR);
        if (cursor == null) {
            ledger.commit(
                    lease,
                    sql -> new Advance(
                            new Cursor(0),
                            List.of(),
                            spec.server().isEmpty()
                                    ? selection.choose(sql, lease.operationId(), spec.tenantIds())
                                    : selection.chooseOn(sql, lease.operationId(), origins(spec.server()))));
            return new Turn.More();
        }
        long position = cursor.position() + 1;
        Optional<String> tenantId = selection.tenant(lease.operationId(), position);
        if (tenantId.isEmpty()) {
            return new Turn.Done();
        }
        one(lease, spec, position, tenantId.get());
        return new Turn.More();
    }

    private void one(Lease lease, BulkSwitchSpec spec, long position, String tenantId) {
        for (int left = TRIES; ; left--) {
            try {
                attempt(lease, spec, position, tenantId);
                return;
            } catch (Fault e) {
                boolean changedMeanwhile = e.reason() == Reason.REVISION_CONFLICT && left > 1;
                if (!changedMeanwhile) {
                    if (e.reason().retry() == Reason.Retry.AFTER_DELAY) {
                        throw e;
                    }
                    ledger.commit(lease, Advance.to(new Cursor(position), Item.failed(position, tenantId, e)));
                    return;
                }
            }
        }
    }

    private void attempt(Lease lease, BulkSwitchSpec spec, long position, String tenantId) {
        switch (BulkSwitchPolicy.decide(endpoints.list(tenantId), spec)) {
            case Decision.Leave leave ->
                ledger.commit(lease, Advance.to(new Cursor(position), Item.skipped(position, tenantId, leave.why())));
            case Decision.Impossible impossible ->
                throw Fault.of(impossible.reason()).detail("Not switched: " + impossible.why() + ".");
            case Decision.Switch move -> {
                endpoints.checkTraffic(tenantId, move.to().apiUrl());
                String detail = move.from().endpointId() + " → " + move.to().endpointId();
                change(
                        lease,
                        spec,
                        Item.done(position, tenantId, detail),
                        change -> endpoints.switchOver(change, tenantId, move.from(), move.to(), spec.cause()));
            }
            case Decision.Readdress move -> {
                Place place = move.place();
                String address = EndpointMoves.on(place.apiUrl(), spec.toServer());
                endpoints.checkAddress(address);
                endpoints.checkTraffic(tenantId, address);
                String detail = place.endpointId() + ": " + place.apiUrl() + " → " + address;
                change(
                        lease,
                        spec,
                        Item.done(position, tenantId, detail),
                        change -> endpoints.readdress(change, tenantId, place, address, spec.cause()));
            }
        }
    }

    private interface Move {
        void in(Changeset change) throws SQLException;
    }

    private void change(Lease lease, BulkSwitchSpec spec, Item done, Move move) {
        Advance advance = Advance.to(new Cursor(done.position()), done);
        if (spec.dryRun()) {
            ledger.commit(lease, advance);
            return;
        }
        lease.held(Pacer.class, () -> new Pacer(spec.maxPerSecond())).await();
        commits.background(lease.transfer().startedBy(), lease.requestId(done.position()), change -> {
            move.in(change);
            ledger.record(change.sql(), lease, advance);
            return true;
        });
        lease.moved(advance);
    }

    /// How the server may be written in the column that tells servers apart.
    static List<String> origins(String server) {
        return List.of(EndpointMoves.server("http://" + server), EndpointMoves.server("https://" + server));
    }
}
