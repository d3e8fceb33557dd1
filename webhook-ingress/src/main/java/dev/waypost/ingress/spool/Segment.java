package dev.waypost.ingress.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One file of the spool: records one after the other, each with its length and checksum.
final class Segment {
    private static final int HEAD = 8;
    private static final String SUFFIX = ".spool";

    private final Path file;
    private final long number;

    Segment(Path folder, long number) {
        this.file = folder.resolve("%016d".formatted(number) + SUFFIX);
        this.number = number;
    }

    /// @param end where the next record begins; the given start when there was none
    record Chunk(List<byte[]> records, long end) {}

    static boolean isOne(Path file) {
        return file.getFileName().toString().matches("\\d{16}\\.spool");
    }

    static long numberOf(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
    }

    long number() {
        return number;
    }

    Path file() {
        return file;
    }

    long size() throws IOException {
        return Files.exists(file) ? Files.size(file) : 0;
    }

    /// Opened for appending at `end`; what lies behind it was never acknowledged and goes.
    FileChannel openAt(long end) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        channel.truncate(end);
        channel.position(end);
        return channel;
    }

    static ByteBuffer framed(List<byte[]> records) {
        int size = records.stream().mapToInt(record -> HEAD + record.length).sum();
        ByteBuffer buffer = ByteBuffer.allocate(size);
        for (byte[] each : records) {
            buffer.putInt(each.length).putInt(checksum(each)).put(each);
        }
        return buffer.flip();
    }

    /// Whole records from `start` on, at least one if there is one, about `maxBytes` of them at most.
    Chunk read(long start, int maxRecords, long maxBytes) throws IOException {
        var records = new ArrayList<byte[]>();
        long at = start;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            while (records.size() < maxRecords && at - start < maxBytes) {
                byte @Nullable [] each = recordAt(channel, at, size);
                if (each == null) {
                    break;
                }
                records.add(each);
                at += HEAD + each.length;
            }
        }
        return new Chunk(records, at);
    }

    /// Where the last whole record ends.
    long wholeEnd() throws IOException {
        long at = 0;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            for (byte @Nullable [] each = recordAt(channel, at, size);
                    each != null;
                    each = recordAt(channel, at, size)) {
                at += HEAD + each.length;
            }
        }
        return at;
    }

    private static byte @Nullable [] recordAt(FileChannel channel, long at, long size) throws IOException {
        if (size - at < HEAD) {
            return null;
        }
        ByteBuffer head = ByteBuffer.allocate(HEAD);
        fill(channel, head, at);
        int length = head.getInt(0);
        if (length < 0 || length > size - at - HEAD) {
            return null;
        }
        ByteBuffer body = ByteBuffer.allocate(length);
        fill(channel, body, at + HEAD);
        return checksum(body.array()) == head.getInt(4) ? body.array() : null;
    }

    private static void fill(FileChannel channel, ByteBuffer buffer, long from) throws IOException {
        long at = from;
        while (buffer.hasRemaining()) {
            int read = channel.read(buffer, at);
            if (read < 0) {
                throw new IOException("the segment became shorter while it was read");
            }
            at += read;
        }
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, bytes.length);
        return (int) crc.getValue();
    }
}
