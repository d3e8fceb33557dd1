package dev.waypost.config.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.config.transfer.LineReader.Line;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A first look over a whole file: is it one of ours, is it all there, and does the passphrase open it?
final class FileScan {
    private FileScan() {}

    /// @param lines objects in the file
    record Scanned(FileHeader header, long lines) {}

    /// @param key refuses a passphrase that is not the file's
    /// @throws Fault FIELD_INVALID when nothing of the file may be used
    static Scanned read(LineReader reader, Consumer<FileHeader> key) {
        MessageDigest digest = Upload.sha256();
        Line first = reader.next().orElseThrow(() -> refused("no line", "a header line"));
        FileHeader header = header(first);
        key.accept(header);
        digest.update(first.bytes());
        long lines = 0;
        @Nullable Line line = reader.raw();
        while (line != null) {
            Optional<FileTrailer> trailer = trailer(line);
            if (trailer.isPresent()) {
                check(trailer.get(), lines, digest);
                if (reader.next().isPresent()) {
                    throw refused("lines behind the trailer", "the trailer as the last line");
                }
                return new Scanned(header, lines);
            }
            digest.update(line.bytes());
            lines += line.text() != null && line.text().isBlank() ? 0 : 1;
            line = reader.raw();
        }
        throw refused(
                "no trailer after " + lines + " lines", "the whole file: its last line is missing, so it was cut");
    }

    /// Empty when the file holds no secrets.
    ///
    /// @throws Fault FIELD_INVALID when the passphrase is not the file's
    static Optional<Passphrase> open(FileHeader header, String passphrase) {
        FileHeader.Locks locks = header.secrets();
        if (locks == null) {
            return Optional.empty();
        }
        if (!locks.isKnown()) {
            throw refused(
                    "secrets locked in an unknown way",
                    Passphrase.DERIVATION + " of " + Passphrase.ITERATIONS + " to " + Passphrase.MOST_ITERATIONS
                            + " iterations");
        }
        if (passphrase.isEmpty()) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation("passphrase", "value: none (expected: the passphrase that the file was exported with)");
        }
        return Optional.of(locks.open(passphrase)
                .orElseThrow(() -> Fault.of(Reason.FIELD_INVALID)
                        .violation(
                                "passphrase",
                                "value: another one (expected: the passphrase that the file was exported with)")));
    }

    static FileHeader header(Line line) {
        ObjectNode object = Optional.ofNullable(line.text())
                .flatMap(FileJson::object)
                .filter(o -> o.path("waypost").asText().equals(FileHeader.WORD))
                .orElseThrow(() -> refused("another first line", "{\"waypost\":\"export\",\"version\":1,…}"));
        int version = object.path("version").asInt(0);
        if (version > FileHeader.VERSION) {
            throw refused(
                    "version " + version,
                    "at most version " + FileHeader.VERSION + ": the file was made by a newer Waypost than this one");
        }
        if (version < 1) {
            throw refused("version " + version, "version 1");
        }
        object.remove(object.properties().stream()
                .map(Map.Entry::getKey)
                .filter(key -> !key.equals("waypost")
                        && !key.equals("version")
                        && !key.equals("created")
                        && !key.equals("secrets"))
                .toList());
        if (!object.has("created")) {
            object.put("created", "");
        }
        return FileJson.as(object, FileHeader.class).orElseThrow(() -> refused("a broken header", "one as written"));
    }

    static Optional<FileTrailer> trailer(Line line) {
        // Only a short line can be one: the others are not parsed twice.
        if (line.text() == null || line.text().length() > 256 || !line.text().contains("\"end\"")) {
            return Optional.empty();
        }
        return FileJson.object(line.text())
                .filter(o -> o.path("end").asText().equals(FileHeader.WORD))
                .flatMap(o -> FileJson.as(o, FileTrailer.class));
    }

    private static void check(FileTrailer trailer, long lines, MessageDigest digest) {
        if (trailer.lines() != null && trailer.lines() != lines) {
            throw refused(lines + " lines", trailer.lines() + " lines, as its trailer says");
        }
        if (trailer.sha256() != null && !trailer.sha256().equals(FileSecrets.hex(digest.digest()))) {
            throw refused(
                    "bytes that were changed",
                    "the bytes that its trailer's sha256 is of; a file that was"
                            + " edited on purpose has a trailer without lines and sha256");
        }
    }

    private static Fault refused(String found, String expected) {
        return Fault.of(Reason.FIELD_INVALID)
                .detail("The file cannot be used.")
                .violation("file", "value: " + found + " (expected: " + expected + ")");
    }
}
