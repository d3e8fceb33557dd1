package dev.waypost.ingress.spool;

import dev.waypost.ingress.away.SpoolSettings;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// Records that wait on the disk for a master key which is not configured, and all that came behind them on their
/// lines.
///
/// A line waits here from a record on that lacks its key until nothing of it is left; meanwhile all of it comes here,
/// so within a line nothing overtakes. Lines do not wait for each other.
///
/// One thread takes and releases, and alone knows which lines are stuck; any may keep, and waits for no look at keys.
final class KeyWait implements Closeable {
    private static final int MOST_RECORDS = 128;
    private static final long MOST_BYTES = 4 * SpoolSettings.MEGABYTE;

    private final Spool spool;
    private final long quota;
    /// How many records of each line wait.
    private final Map<String, Integer> lines = new ConcurrentHashMap<>();

    /// Which of the spool's records are stored, though one before them is not. It is found out again after a restart:
    /// what is stored once more is left as it is.
    private final BitSet stored = new BitSet();

    private boolean looked;
    private Set<String> stuck = new HashSet<>();
    private volatile Set<String> keys = Set.of();

    /// Returns after they are stored, or kept where a person finds them.
    interface Storing {
        long store(List<byte[]> records) throws IOException;
    }

    private KeyWait(Spool spool, long quota) {
        this.spool = spool;
        this.quota = quota;
    }

    static KeyWait open(Path folder, long quota, long segmentSize) throws IOException {
        // What comes from the spool itself is taken whatever the quota.
        var wait = new KeyWait(Spool.open(folder, Long.MAX_VALUE, segmentSize), quota);
        Position at = wait.spool.head();
        for (Spool.Batch batch = wait.read(at); !batch.records().isEmpty(); batch = wait.read(batch.next())) {
            batch.records().forEach(record -> wait.count(RecordHead.of(record).line(), 1));
        }
        return wait;
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    boolean holds(String line) {
        return lines.containsKey(line);
    }

    long records() {
        return lines.values().stream().mapToLong(Integer::longValue).sum();
    }

    long bytes() {
        return lines.isEmpty() ? 0 : spool.bytes();
    }

    Optional<Instant> oldest() {
        return lines.isEmpty() ? Optional.empty() : spool.oldest();
    }

    /// The master keys that the first of each line lack.
    Set<String> keys() {
        return keys;
    }

    /// Returns once those of them are on the disk whose line waits here; they are told by their places.
    ///
    /// @throws Spool.Full beyond the quota
    synchronized BitSet keep(List<byte[]> records) throws IOException {
        var kept = new BitSet();
        var own = new ArrayList<byte[]>();
        for (int i = 0; i < records.size(); i++) {
            if (holds(RecordHead.of(records.get(i)).line())) {
                kept.set(i);
                own.add(records.get(i));
            }
        }
        long more = own.stream().mapToLong(record -> record.length).sum();
        if (!own.isEmpty() && spool.bytes() + more > quota) {
            throw new Spool.Full(spool.bytes(), quota);
        }
        append(own);
        return kept;
    }

    /// Returns once they are on the disk, behind all that waits of their lines.
    ///
    /// @param lacking the key that a record lacks
    void take(List<byte[]> records, Function<RecordHead, Optional<String>> lacking) throws IOException {
        var lacked = new HashSet<>(keys);
        for (byte[] record : records) {
            RecordHead head = RecordHead.of(record);
            // One that others are before waits for those first.
            if (!holds(head.line())) {
                lacking.apply(head).ifPresent(key -> {
                    lacked.add(key);
                    stuck.add(head.line());
                });
            }
        }
        keys = Set.copyOf(lacked);
        append(records);
    }

    /// Whether something may wait that lacks no key any more.
    boolean isDue(Predicate<String> configured) {
        return !isEmpty() && (!looked || keys.stream().anyMatch(configured) || !stuck.containsAll(lines.keySet()));
    }

    /// Stores of each line what is before the first record that lacks its key.
    long release(Function<RecordHead, Optional<String>> lacking, Storing storing) throws IOException {
        long released = 0;
        var blocked = new HashSet<String>();
        var lacked = new HashSet<String>();
        Position free = spool.head();
        int freed = 0;
        int from = 0;
        for (Spool.Batch batch = read(free); !batch.records().isEmpty(); batch = read(batch.next())) {
            released += release(batch, from, blocked, lacked, lacking, storing);
            from += batch.records().size();
            if (stored.nextClearBit(0) >= from) {
                free = batch.next();
                freed = from;
            }
        }
        stuck = blocked;
        keys = Set.copyOf(lacked);
        looked = true;
        if (freed > 0) {
            spool.advance(free);
            BitSet rest = stored.get(freed, Math.max(freed, stored.length()));
            stored.clear();
            stored.or(rest);
        }
        return released;
    }

    private long release(
            Spool.Batch batch,
            int from,
            Set<String> blocked,
            Set<String> lacked,
            Function<RecordHead, Optional<String>> lacking,
            Storing storing)
            throws IOException {
        var now = new ArrayList<byte[]>();
        var left = new ArrayList<String>();
        var places = new BitSet();
        for (int i = 0; i < batch.records().size(); i++) {
            RecordHead head = RecordHead.of(batch.records().get(i));
            if (stored.get(from + i) || blocked.contains(head.line())) {
                continue;
            }
            Optional<String> key = lacking.apply(head);
            if (key.isPresent()) {
                blocked.add(head.line());
                lacked.add(key.get());
            } else {
                now.add(batch.records().get(i));
                left.add(head.line());
                places.set(from + i);
            }
        }
        if (now.isEmpty()) {
            return 0;
        }
        long released = storing.store(now);
        stored.or(places);
        synchronized (this) {
            left.forEach(line -> count(line, -1));
        }
        return released;
    }

    private Spool.Batch read(Position from) throws IOException {
        return spool.read(from, MOST_RECORDS, MOST_BYTES);
    }

    private synchronized void append(List<byte[]> records) throws IOException {
        if (!records.isEmpty()) {
            spool.append(records);
            records.forEach(record -> count(RecordHead.of(record).line(), 1));
        }
    }

    private void count(String line, int more) {
        int left = lines.getOrDefault(line, 0) + more;
        if (left == 0) {
            lines.remove(line);
        } else {
            lines.put(line, left);
        }
    }

    @Override
    public void close() throws IOException {
        spool.close();
    }
}
