package dev.waypost.config.transfer;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Commits;
import dev.waypost.config.transfer.MigrationPolicy.Decision;
import dev.waypost.platform.db.StatementFailed;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Brings the endpoint rows of an older system to one endpoint per tenant: reads all rows first, then decides tenant by
/// tenant.
@Singleton
final class MigrateWork implements TransferWork {
    private static final TypeReference<MigrateSpec> SPEC = new TypeReference<>() {};
    private static final TypeReference<Cursor> CURSOR = new TypeReference<>() {};
    private static final int ROWS = 500;
    private static final int TENANTS = 20;

    private final ChunkStore chunks;
    private final OldRowStore rows;
    private final MigratedTenant migrated;
    private final Importer importer;
    private final Ledger ledger;
    private final Commits commits;

    MigrateWork(
            ChunkStore chunks,
            OldRowStore rows,
            MigratedTenant migrated,
            Importer importer,
            Ledger ledger,
            Commits commits) {
        this.chunks = chunks;
        this.rows = rows;
        this.migrated = migrated;
        this.importer = importer;
        this.ledger = ledger;
        this.commits = commits;
    }

    /// @param reading whether rows are still read
    /// @param position the last row that is read
    /// @param tenantId the last tenant that is decided
    record Cursor(boolean reading, long position, long rows, String tenantId, List<String> unknown) {}

    @Override
    public TransferKind kind() {
        return TransferKind.MIGRATE;
    }

    @Override
    public Turn step(Lease lease) {
        MigrateSpec spec = lease.spec(SPEC);
        @Nullable Cursor held = lease.cursor(CURSOR);
        Cursor cursor = held == null ? new Cursor(true, 0, 0, "", List.of()) : held;
        if (cursor.reading()) {
            read(lease, spec, cursor);
            return new Turn.More();
        }
        Map<String, List<OldRow>> next = rows.next(lease.operationId(), cursor.tenantId(), TENANTS);
        if (next.isEmpty()) {
            return new Turn.Done();
        }
        next.forEach((tenantId, ofTenant) -> decide(lease, spec, cursor, tenantId, ofTenant));
        return new Turn.More();
    }

    private void read(Lease lease, MigrateSpec spec, Cursor cursor) {
        OldRows source = lease.held(OldRows.class, () -> open(lease, spec, cursor.position()));
        var batch = new ArrayList<OldRow>();
        var broken = new ArrayList<Item>();
        var unknown = new TreeSet<>(cursor.unknown());
        long last = cursor.position();
        boolean ended = false;
        while (batch.size() + broken.size() < ROWS && !ended) {
            Optional<OldRows.Raw> raw = source.next();
            if (raw.isEmpty()) {
                ended = true;
                continue;
            }
            last = raw.get().position();
            raw.get().values().keySet().stream()
                    .filter(name -> OldColumn.of(name).isEmpty())
                    .limit(100)
                    .forEach(unknown::add);
            OldRow row = OldRowPolicy.read(raw.get());
            if (row.tenantId().isEmpty()) {
                broken.add(new Item(last, "", ItemOutcome.FAILED, Reason.FIELD_INVALID, row.problem()));
            } else {
                batch.add(row);
            }
        }
        long total = cursor.rows() + batch.size() + broken.size();
        if (ended && !unknown.isEmpty()) {
            // Behind the last row, so that it is in nobody's place.
            broken.add(Item.skipped(
                    last + 1, "", "columns that nobody knows here, not read: " + String.join(", ", unknown)));
        }
        var next = new Cursor(!ended, last, total, "", List.copyOf(unknown));
        ledger.commit(lease, sql -> {
            if (!batch.isEmpty()) {
                rows.add(sql, lease.operationId(), batch);
            }
            return new Advance(next, broken, next.reading() ? 0 : total + (unknown.isEmpty() ? 0 : 1));
        });
        if (ended) {
            lease.rewind();
        }
    }

    private OldRows open(Lease lease, MigrateSpec spec, long position) {
        OldRows source = OldRows.of(new LineReader.Pieces(chunks, lease.operationId()), spec.format());
        long at = 0;
        while (at < position) {
            at = source.next().orElseThrow().position();
        }
        return source;
    }

    private void decide(Lease lease, MigrateSpec spec, Cursor cursor, String tenantId, List<OldRow> ofTenant) {
        List<String> numbers = ofTenant.stream()
                .map(OldRow::phoneNumberId)
                .filter(n -> !n.isEmpty())
                .toList();
        var next = new Cursor(false, cursor.position(), cursor.rows(), tenantId, cursor.unknown());
        switch (MigrationPolicy.decide(ofTenant, rows.holders(lease.operationId(), numbers))) {
            case Decision.Conflict conflict ->
                ledger.commit(lease, Advance.to(next, conflicts(ofTenant, Reason.FIELD_INVALID, conflict.why())));
            case Decision.Keep keep -> {
                try {
                    keep(lease, spec, next, keep, ofTenant);
                } catch (Fault e) {
                    if (e.reason().retry() == Reason.Retry.AFTER_DELAY) {
                        throw e;
                    }
                    ledger.commit(lease, Advance.to(next, conflicts(ofTenant, e.reason(), Item.said(e))));
                } catch (StatementFailed e) {
                    Fault fault = StatementFaults.of(e);
                    ledger.commit(lease, Advance.to(next, conflicts(ofTenant, fault.reason(), Item.said(fault))));
                }
            }
        }
    }

    private void keep(Lease lease, MigrateSpec spec, Cursor next, Decision.Keep keep, List<OldRow> ofTenant) {
        ImportLine line = migrated.of(keep.row());
        var how = new ImportSpec(spec.onConflict(), spec.dryRun(), false);
        var run = new ImportRun(new LineReader(InputStream.nullInputStream()), null, spec.dryRun());
        Advance made = commits.background(lease.transfer().startedBy(), lease.requestId(line.number()), change -> {
            Item item = store(change, line, how, run);
            if (item.outcome() == ItemOutcome.FAILED && item.reason() != Reason.ALREADY_EXISTS) {
                throw Fault.of(item.reason() == null ? Reason.INTERNAL : item.reason())
                        .detail(item.detail());
            }
            Advance advance = Advance.to(next, told(item, keep, ofTenant));
            ledger.record(change.sql(), lease, advance);
            return advance;
        });
        lease.moved(made);
    }

    private Item store(Changeset change, ImportLine line, ImportSpec how, ImportRun run) throws SQLException {
        return importer.store(change, ObjectKind.TENANT, List.of(line), how, run)
                .getFirst();
    }

    private static List<Item> told(Item kept, Decision.Keep keep, List<OldRow> ofTenant) {
        var items = new ArrayList<Item>();
        for (OldRow row : ofTenant) {
            if (row.position() == kept.position()) {
                items.add(new Item(
                        row.position(),
                        row.tenantId(),
                        kept.outcome(),
                        kept.reason(),
                        kept.detail() + "; " + keep.why() + ": " + row.shown()));
            } else {
                items.add(Item.skipped(
                        row.position(),
                        row.tenantId(),
                        "not kept: " + row.shown() + (row.sound() ? "" : "; not valid: " + row.problem())));
            }
        }
        return items;
    }

    private static List<Item> conflicts(List<OldRow> ofTenant, Reason reason, String why) {
        return ofTenant.stream()
                .map(row -> Item.conflict(row.position(), row.tenantId(), reason, why + " (" + row.shown() + ")"))
                .toList();
    }
}
