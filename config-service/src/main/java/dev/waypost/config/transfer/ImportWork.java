package dev.waypost.config.transfer;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.waypost.config.change.Changeset;
import dev.waypost.config.change.Commits;
import dev.waypost.config.transfer.LineReader.Line;
import dev.waypost.platform.db.StatementFailed;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Creates and replaces what a file holds: first a look over all of it, then batches of lines.
@Singleton
final class ImportWork implements TransferWork {
    private static final TypeReference<ImportSpec> SPEC = new TypeReference<>() {};
    private static final TypeReference<Cursor> CURSOR = new TypeReference<>() {};
    private static final int BATCH = 500;
    /// Of an import of all or nothing: applied in one transaction up to here, in batches beyond.
    private static final int ONE_TRANSACTION = 2_000;

    private final ChunkStore chunks;
    private final LineParser parser;
    private final Importer importer;
    private final Transfers transfers;
    private final Ledger ledger;
    private final Commits commits;

    ImportWork(
            ChunkStore chunks,
            LineParser parser,
            Importer importer,
            Transfers transfers,
            Ledger ledger,
            Commits commits) {
        this.chunks = chunks;
        this.parser = parser;
        this.importer = importer;
        this.transfers = transfers;
        this.ledger = ledger;
        this.commits = commits;
    }

    enum Phase {
        /// Every line is looked at, and nothing is changed.
        CHECK,
        APPLY,
        END
    }

    /// @param line the last line that is done
    /// @param broken lines that the check found broken
    record Cursor(Phase phase, long line, long lines, long broken) {}

    /// A piece of the file.
    ///
    /// @param last the number of its last line
    /// @param ended whether the trailer was reached
    private record Batch(List<ImportLine> lines, List<Item> items, long last, boolean ended) {}

    /// What one lease keeps: the next piece is read and checked while the last one is written.
    private record Reading(ImportRun run, Ahead<Batch> batches) {}

    @Override
    public TransferKind kind() {
        return TransferKind.IMPORT;
    }

    @Override
    public Turn step(Lease lease) {
        @Nullable Cursor cursor = lease.cursor(CURSOR);
        ImportSpec spec = lease.spec(SPEC);
        if (cursor == null) {
            scan(lease, spec);
            return new Turn.More();
        }
        return switch (cursor.phase()) {
            case CHECK -> check(lease, spec, cursor);
            case APPLY -> apply(lease, spec, cursor);
            case END ->
                cursor.broken() > 0 && !spec.dryRun()
                        ? new Turn.Stopped(Fault.of(Reason.FIELD_INVALID)
                                .detail(cursor.broken() + " of " + cursor.lines()
                                        + " lines are broken; nothing was changed."))
                        : new Turn.Done();
        };
    }

    private void scan(Lease lease, ImportSpec spec) {
        LineReader reader = LineReader.of(chunks, lease.operationId());
        FileScan.Scanned scanned = FileScan.read(reader, header -> key(lease, header));
        Phase first = spec.dryRun() || spec.allOrNothing() ? Phase.CHECK : Phase.APPLY;
        ledger.commit(lease, new Advance(new Cursor(first, 0, scanned.lines(), 0), List.of(), scanned.lines()));
    }

    /// Reports every line in a dry run; of an import of all or nothing only the broken ones, whose rest is reported
    /// when it is applied.
    private Turn check(Lease lease, ImportSpec spec, Cursor cursor) {
        Reading reading = lease.held(Reading.class, () -> reading(lease, cursor.line(), true, BATCH));
        ImportRun run = reading.run();
        Batch batch = reading.batches().take();
        ledger.commit(lease, sql -> {
            // Nothing is written: the change is only there to be looked through.
            List<Item> items = new ArrayList<>(batch.items());
            items.addAll(commits.pretend(sql, change -> store(change, batch.lines(), spec, run)));
            List<Item> told = spec.dryRun()
                    ? items
                    : items.stream().filter(item -> item.outcome().failed()).toList();
            long broken = cursor.broken()
                    + items.stream().filter(item -> item.outcome().failed()).count();
            Phase next = !batch.ended() ? Phase.CHECK : spec.dryRun() || broken > 0 ? Phase.END : Phase.APPLY;
            return Advance.to(new Cursor(next, batch.last(), cursor.lines(), broken), told);
        });
        @Nullable Cursor after = lease.cursor(CURSOR);
        if (after != null && after.phase() == Phase.APPLY) {
            lease.rewind();
            ledger.commit(lease, Advance.to(new Cursor(Phase.APPLY, 0, cursor.lines(), 0)));
        }
        return new Turn.More();
    }

    private Turn apply(Lease lease, ImportSpec spec, Cursor cursor) {
        boolean whole = spec.allOrNothing() && cursor.lines() <= ONE_TRANSACTION;
        int size = whole ? ONE_TRANSACTION + 1 : BATCH;
        Reading reading = lease.held(Reading.class, () -> reading(lease, cursor.line(), false, size));
        ImportRun run = reading.run();
        Batch batch = reading.batches().take();
        try {
            write(lease, spec, cursor, run, batch);
        } catch (StatementFailed | Fault e) {
            if (spec.allOrNothing()
                    || e instanceof Fault fault && fault.reason().retry() == Reason.Retry.AFTER_DELAY) {
                throw e instanceof Fault known ? known : StatementFaults.of((StatementFailed) e);
            }
            // One of the lines is broken in a way that only the database sees: each for itself finds it.
            oneByOne(lease, spec, cursor, run, batch);
        }
        return new Turn.More();
    }

    private void write(Lease lease, ImportSpec spec, Cursor cursor, ImportRun run, Batch batch) {
        Phase next = batch.ended() ? Phase.END : Phase.APPLY;
        Advance made = commits.bulk(lease.transfer().startedBy(), lease.requestId(batch.last()), change -> {
            List<Item> items = new ArrayList<>(batch.items());
            items.addAll(store(change, batch.lines(), spec, run));
            if (spec.allOrNothing()) {
                items.stream()
                        .filter(item -> item.outcome().failed())
                        .findFirst()
                        .ifPresent(ImportWork::stop);
            }
            Advance advance = Advance.to(new Cursor(next, batch.last(), cursor.lines(), 0), items);
            ledger.record(change.sql(), lease, advance);
            return advance;
        });
        lease.moved(made);
    }

    private void oneByOne(Lease lease, ImportSpec spec, Cursor cursor, ImportRun run, Batch batch) {
        List<Item> told = new ArrayList<>(batch.items());
        for (ImportLine line : batch.lines()) {
            Batch one = new Batch(List.of(line), List.copyOf(told), line.number(), false);
            try {
                write(lease, spec, cursor, run, one);
                told.clear();
            } catch (StatementFailed e) {
                told.add(Item.failed(line.number(), line.tenantId(), StatementFaults.of(e)));
            } catch (Fault e) {
                if (e.reason().retry() == Reason.Retry.AFTER_DELAY) {
                    throw e;
                }
                told.add(Item.failed(line.number(), line.tenantId(), e));
            }
        }
        ledger.commit(
                lease,
                Advance.to(new Cursor(batch.ended() ? Phase.END : Phase.APPLY, batch.last(), cursor.lines(), 0), told));
    }

    private List<Item> store(Changeset change, List<ImportLine> lines, ImportSpec spec, ImportRun run)
            throws SQLException {
        Map<ObjectKind, List<ImportLine>> byKind = new EnumMap<>(ObjectKind.class);
        lines.forEach(line ->
                byKind.computeIfAbsent(line.kind(), kind -> new ArrayList<>()).add(line));
        var items = new ArrayList<Item>();
        for (var entry : byKind.entrySet()) {
            items.addAll(importer.store(change, entry.getKey(), entry.getValue(), spec, run));
        }
        items.sort(Comparator.comparingLong(Item::position));
        return items;
    }

    private Batch read(ImportRun run, int limit) {
        var lines = new ArrayList<ImportLine>();
        var items = new ArrayList<Item>();
        long last = 0;
        while (lines.size() + items.size() < limit) {
            Optional<Line> line = run.reader().next();
            if (line.isEmpty() || FileScan.trailer(line.get()).isPresent()) {
                return new Batch(lines, items, line.map(Line::number).orElse(last), true);
            }
            last = line.get().number();
            switch (parser.parse(line.get(), run)) {
                case LineParser.Parsed parsed -> lines.add(parsed.line());
                case LineParser.Broken broken -> items.add(broken.item());
            }
        }
        return new Batch(lines, items, last, false);
    }

    private Reading reading(Lease lease, long done, boolean pretends, int size) {
        ImportRun run = open(lease, done, pretends);
        return new Reading(run, new Ahead<>(() -> read(run, size)));
    }

    /// Stands behind the line that is done last; the lines before are read for the ids that they name.
    private ImportRun open(Lease lease, long done, boolean pretends) {
        LineReader reader = LineReader.of(chunks, lease.operationId());
        FileHeader header = FileScan.header(reader.next().orElseThrow());
        @Nullable
        Passphrase passphrase =
                FileScan.open(header, transfers.secret(lease.transfer())).orElse(null);
        var run = new ImportRun(reader, passphrase, pretends);
        long at = 1;
        while (at < done) {
            Line line = reader.next().orElseThrow();
            at = line.number();
            parser.name(line, run);
        }
        return run;
    }

    private @Nullable Passphrase key(Lease lease, FileHeader header) {
        return lease.passphrase(() -> FileScan.open(header, transfers.secret(lease.transfer())));
    }

    private static void stop(Item broken) {
        throw Fault.of(Reason.FIELD_INVALID)
                .detail("Line " + broken.position() + " cannot be applied any more: " + broken.detail());
    }
}
