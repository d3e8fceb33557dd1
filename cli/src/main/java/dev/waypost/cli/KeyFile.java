package dev.waypost.cli;

import dev.waypost.platform.settings.SettingsRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// A file that only its owner may read, and that is complete or not there: half a key would lose what it sealed.
final class KeyFile {
    private KeyFile() {}

    static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new SettingsRefused(file + " cannot be read (expected: a file this user may read)");
        }
    }

    static void create(Path file, String text) {
        if (Files.exists(file)) {
            throw new SettingsRefused(file + " is there already (expected: a new file; a keyset is never overwritten)");
        }
        replace(file, text);
    }

    static void replace(Path file, String text) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Path draft = Files.createTempFile(
                    folder,
                    ".new-",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new SettingsRefused(file + " cannot be written (expected: a directory this user may write to)");
        }
    }
}
