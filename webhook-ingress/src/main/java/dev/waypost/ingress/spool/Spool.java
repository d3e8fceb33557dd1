package dev.waypost.ingress.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records on the local disk, first in first out: what `append` returned from is there after any crash.
///
/// One process at a time owns the folder. A record may be read again after a crash, so whoever reads must not mind.
final class Spool implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final String POSITION = "position";

    private final Path folder;
    private final long quota;
    private final long segmentSize;
    private final FileChannel lockFile;
    private final FileLock lock;
    private final TreeMap<Long, Segment> segments = new TreeMap<>();
    private @Nullable FileChannel tail;
    private long tailEnd;
    private long bytes;
    private Position head;

    /// The spool would grow beyond its quota.
    static final class Full extends IOException {
        private static final long serialVersionUID = 1L;

        Full(long bytes, long quota) {
            super("the spool holds %d of %d bytes".formatted(bytes, quota));
        }
    }

    /// @param next where to advance to once the records are dealt with
    record Batch(List<byte[]> records, Position next) {}

    private Spool(Path folder, long quota, long segmentSize, FileChannel lockFile, FileLock lock) throws IOException {
        this.folder = folder;
        this.quota = quota;
        this.segmentSize = segmentSize;
        this.lockFile = lockFile;
        this.lock = lock;
        this.head = readPosition();
        recover();
    }

    /// @throws IOException also when another process owns the folder
    static Spool open(Path folder, long quota, long segmentSize) throws IOException {
        Files.createDirectories(folder);
        FileChannel lockFile =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            @Nullable FileLock lock = lockFile.tryLock();
            if (lock == null) {
                throw new IOException("another process uses it");
            }
            return new Spool(folder, quota, segmentSize, lockFile, lock);
        } catch (java.nio.channels.OverlappingFileLockException e) {
            lockFile.close();
            throw new IOException("another process uses it", e);
        } catch (IOException e) {
            lockFile.close();
            throw e;
        }
    }

    /// Returns once all of them are on the disk.
    synchronized void append(List<byte[]> records) throws IOException {
        ByteBuffer framed = Segment.framed(records);
        long added = framed.remaining();
        if (bytes + added > quota) {
            throw new Full(bytes, quota);
        }
        FileChannel open = tail();
        try {
            while (framed.hasRemaining()) {
                open.write(framed);
            }
            open.force(false);
        } catch (IOException e) {
            // What a failed sync left on the disk is not known: nothing more goes behind it.
            abandonTail();
            throw e;
        }
        tailEnd += added;
        bytes += added;
    }

    synchronized boolean isEmpty() {
        return bytes == 0;
    }

    /// Whether it is not about to refuse.
    synchronized boolean hasRoom() {
        return bytes < quota / 100 * 95;
    }

    /// Bytes that wait, the room of what was read from a segment that is still in use included.
    synchronized long bytes() {
        return bytes;
    }

    /// When the file was made that the oldest record is in.
    synchronized Optional<Instant> oldest() {
        if (bytes == 0 || segments.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Files.readAttributes(segments.firstEntry().getValue().file(), BasicFileAttributes.class)
                            .creationTime()
                            .toInstant());
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /// Where what was not advanced over begins.
    synchronized Position head() {
        return head;
    }

    /// The oldest records that were not advanced over.
    synchronized Batch read(int maxRecords, long maxBytes) throws IOException {
        return read(head, maxRecords, maxBytes);
    }

    /// The oldest records from there on.
    synchronized Batch read(Position from, int maxRecords, long maxBytes) throws IOException {
        for (Segment segment : segments.tailMap(from.segment()).values()) {
            long start = segment.number() == from.segment() ? from.offset() : 0;
            Segment.Chunk chunk = segment.read(start, maxRecords, maxBytes);
            if (chunk.end() < segment.size() && chunk.records().size() < maxRecords && chunk.end() - start < maxBytes) {
                setAside(segment, chunk.end());
            }
            if (!chunk.records().isEmpty()) {
                return new Batch(chunk.records(), new Position(segment.number(), chunk.end()));
            }
        }
        return new Batch(List.of(), from);
    }

    /// Forgets everything before `next`.
    synchronized void advance(Position next) throws IOException {
        head = next;
        while (!segments.isEmpty() && segments.firstKey() < next.segment()) {
            drop(segments.firstEntry().getValue());
        }
        Segment current = segments.get(next.segment());
        boolean written = current == null || next.offset() >= current.size();
        if (written && segments.size() <= 1) {
            if (current != null) {
                abandonTail();
                drop(current);
            }
            bytes = 0;
        }
        writePosition();
    }

    /// Keeps a record that can never be stored where a person finds it.
    void keepBroken(byte[] bytes) throws IOException {
        Path file = Files.createTempFile(folder, "record-", ".broken");
        Files.write(file, bytes);
    }

    @Override
    public synchronized void close() throws IOException {
        abandonTail();
        lock.release();
        lockFile.close();
    }

    private FileChannel tail() throws IOException {
        FileChannel open = tail;
        if (open != null && tailEnd < segmentSize) {
            return open;
        }
        abandonTail();
        long number = Math.max(head.segment(), segments.isEmpty() ? 0 : segments.lastKey()) + 1;
        var segment = new Segment(folder, number);
        open = segment.openAt(0);
        Files.setPosixFilePermissions(segment.file(), PosixFilePermissions.fromString("rw-------"));
        syncFolder();
        segments.put(number, segment);
        tail = open;
        tailEnd = 0;
        return open;
    }

    private void abandonTail() throws IOException {
        FileChannel open = tail;
        tail = null;
        if (open != null) {
            open.close();
        }
    }

    /// A crash may have cut the last record of a segment; it was never acknowledged. New records get a new segment.
    private void recover() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(Segment::isOne)
                    .map(Segment::numberOf)
                    .sorted()
                    .forEach(n -> segments.put(n, new Segment(folder, n)));
        }
        for (Segment segment : List.copyOf(segments.values())) {
            long end = segment.wholeEnd();
            setAside(segment, end);
            boolean done =
                    segment.number() < head.segment() || (segment.number() == head.segment() && end <= head.offset());
            if (done || end == 0) {
                segments.remove(segment.number());
                Files.delete(segment.file());
            } else {
                bytes += end;
            }
        }
    }

    /// Bytes that cannot be read are most often a record that a crash cut, which nobody was told was kept; but a disk
    /// may also have broken one that was. They are kept for a person to look at.
    private void setAside(Segment segment, long end) throws IOException {
        long size = segment.size();
        if (size <= end) {
            return;
        }
        Path aside = folder.resolve("%016d.torn".formatted(segment.number()));
        try (FileChannel from = FileChannel.open(segment.file(), StandardOpenOption.READ, StandardOpenOption.WRITE);
                FileChannel to = FileChannel.open(aside, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            from.transferTo(end, size - end, to);
            to.force(true);
            from.truncate(end);
        }
        LOG.atWarn().addKeyValue("file", aside).addKeyValue("bytes", size - end).log("spool.torn");
    }

    private void drop(Segment segment) throws IOException {
        bytes -= segment.size();
        segments.remove(segment.number());
        Files.delete(segment.file());
    }

    private Position readPosition() throws IOException {
        Path file = folder.resolve(POSITION);
        if (!Files.exists(file)) {
            return new Position(0, 0);
        }
        String[] parts = Files.readString(file).strip().split(" ");
        try {
            return new Position(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            // Reading records again is harmless; skipping some is not.
            return new Position(0, 0);
        }
    }

    /// Not synced: an old position only means that records are read again.
    private void writePosition() throws IOException {
        Path next = folder.resolve(POSITION + ".new");
        Files.writeString(next, head.segment() + " " + head.offset() + "\n");
        Files.move(next, folder.resolve(POSITION), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void syncFolder() throws IOException {
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }
}
