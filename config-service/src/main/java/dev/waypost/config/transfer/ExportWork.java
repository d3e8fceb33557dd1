package dev.waypost.config.transfer;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.config.transfer.ChunkStore.Chunk;
import dev.waypost.config.transfer.ExportStore.Exported;
import dev.waypost.config.transfer.FileHeader.Locks;
import dev.waypost.platform.db.Sql;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes an export's file, a page of objects per step.
@Singleton
final class ExportWork implements TransferWork {
    private static final TypeReference<ExportSpec> SPEC = new TypeReference<>() {};
    private static final TypeReference<Cursor> CURSOR = new TypeReference<>() {};
    private static final int PAGE = 250;
    private static final String ENDED = "end";

    private final ExportStore store;
    private final ChunkStore chunks;
    private final FileSecrets secrets;
    private final Transfers transfers;
    private final Ledger ledger;
    private final InstantSource clock;

    ExportWork(
            ExportStore store,
            ChunkStore chunks,
            FileSecrets secrets,
            Transfers transfers,
            Ledger ledger,
            InstantSource clock) {
        this.store = store;
        this.chunks = chunks;
        this.secrets = secrets;
        this.transfers = transfers;
        this.ledger = ledger;
        this.clock = clock;
    }

    /// @param kind the kind that the next page is of; null once all are written
    /// @param after the key that the last page ended with, or that the last line is written
    /// @param seq pieces written
    /// @param bytes written
    /// @param lines objects written
    record Cursor(
            @Nullable ObjectKind kind,
            String after,
            long seq,
            long bytes,
            long lines,
            @Nullable Locks locks) {}

    /// What one lease keeps: the key is slow to derive, and the digest goes over everything written.
    private record Run(@Nullable Passphrase passphrase, MessageDigest digest) {}

    @Override
    public TransferKind kind() {
        return TransferKind.EXPORT;
    }

    @Override
    public Turn step(Lease lease) {
        @Nullable Cursor cursor = lease.cursor(CURSOR);
        ExportSpec spec = lease.spec(SPEC);
        if (cursor == null) {
            begin(lease, spec);
            return new Turn.More();
        }
        Run run = lease.held(Run.class, () -> open(lease, cursor));
        ObjectKind kind = cursor.kind();
        if (kind == null) {
            if (cursor.after().equals(ENDED)) {
                return new Turn.Done();
            }
            ledger.commit(lease, sql -> end(sql, lease, cursor, run));
            return new Turn.Done();
        }
        ledger.commit(lease, sql -> page(sql, lease, cursor, kind, spec, run));
        return new Turn.More();
    }

    private void begin(Lease lease, ExportSpec spec) {
        byte[] salt = Passphrase.salt();
        @Nullable
        Passphrase key = lease.passphrase(() -> spec.secrets()
                ? Optional.of(Passphrase.of(transfers.secret(lease.transfer()), salt, Passphrase.ITERATIONS))
                : Optional.empty());
        @Nullable Locks locks = key == null ? null : Locks.make(key, salt);
        var header = new FileHeader(
                FileHeader.WORD, FileHeader.VERSION, clock.instant().toString(), locks);
        byte[] line = line(header);
        ledger.commit(lease, sql -> {
            chunks.add(sql, lease.operationId(), new Chunk(0, 0, line));
            return Advance.to(new Cursor(ObjectKind.TENANT, "", 1, line.length, 0, locks));
        });
    }

    private Run open(Lease lease, Cursor cursor) {
        MessageDigest digest = Upload.sha256();
        for (long seq = 0; seq < cursor.seq(); seq++) {
            digest.update(chunks.read(lease.operationId(), seq).orElseThrow().bytes());
        }
        Locks locks = cursor.locks();
        @Nullable
        Passphrase key = lease.passphrase(
                () -> locks == null ? Optional.empty() : locks.open(transfers.secret(lease.transfer())));
        return new Run(key, digest);
    }

    private Advance page(Sql sql, Lease lease, Cursor cursor, ObjectKind kind, ExportSpec spec, Run run)
            throws SQLException {
        List<Exported> found = store.page(sql, kind, cursor.after(), PAGE, spec.tenantIds());
        if (found.isEmpty()) {
            return Advance.to(new Cursor(next(kind), "", cursor.seq(), cursor.bytes(), cursor.lines(), cursor.locks()));
        }
        var items = new ArrayList<Item>();
        var text = new StringBuilder();
        // The header is the file's first line.
        long number = cursor.lines() + 1;
        for (Exported exported : found) {
            number++;
            ObjectNode object = row(exported, kind, run.passphrase());
            ObjectNode line = FileJson.JSON.createObjectNode().put("kind", kind.table());
            text.append(FileJson.write(line.set("object", object))).append('\n');
            items.add(Item.done(
                    number,
                    object.path("tenant_id").asText(""),
                    kind == ObjectKind.TENANT ? "tenant" : kind.table() + " " + exported.key()));
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        chunks.add(sql, lease.operationId(), new Chunk(cursor.seq(), cursor.bytes(), bytes));
        run.digest().update(bytes);
        return Advance.to(
                new Cursor(
                        kind,
                        found.getLast().key(),
                        cursor.seq() + 1,
                        cursor.bytes() + bytes.length,
                        cursor.lines() + found.size(),
                        cursor.locks()),
                items);
    }

    private Advance end(Sql sql, Lease lease, Cursor cursor, Run run) throws SQLException {
        String digest = FileSecrets.hex(run.digest().digest());
        byte[] line = line(new FileTrailer(FileHeader.WORD, cursor.lines(), digest));
        chunks.add(sql, lease.operationId(), new Chunk(cursor.seq(), cursor.bytes(), line));
        return new Advance(
                new Cursor(null, ENDED, cursor.seq() + 1, cursor.bytes() + line.length, cursor.lines(), cursor.locks()),
                List.of(),
                cursor.lines());
    }

    private ObjectNode row(Exported exported, ObjectKind kind, @Nullable Passphrase passphrase) {
        Optional<ObjectNode> read = FileJson.object(exported.object());
        ObjectNode object = read.orElseThrow();
        strip(object);
        object.path("endpoints").forEach(endpoint -> strip((ObjectNode) endpoint));
        secrets.lock(kind, object, passphrase);
        return object;
    }

    private static void strip(ObjectNode row) {
        List<String> columns = new ArrayList<>();
        row.fieldNames().forEachRemaining(columns::add);
        columns.stream().filter(ObjectKind::isServerSet).forEach(row::remove);
    }

    private static @Nullable ObjectKind next(ObjectKind kind) {
        ObjectKind[] all = ObjectKind.values();
        return kind.ordinal() + 1 < all.length ? all[kind.ordinal() + 1] : null;
    }

    private static byte[] line(Object value) {
        return (FileJson.write(value) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
