package dev.waypost.cli;

import dev.waypost.embedded.DataFolder;
import dev.waypost.embedded.StartRefused;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.id.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Supplier;

/// The secrets of one installation: made at its first start, kept in its data directory, readable by its owner only.
///
/// @param masterKeyFile services read it themselves, so that `waypost keys` can change it while they serve
record Keys(Path masterKeyFile, String serviceKey, String adminKey) {

    static Keys of(DataFolder data) {
        var folder = data.folder("keys");
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            var masterKey = folder.resolve("master-key").toAbsolutePath();
            kept(masterKey, Vault::newKeyset);
            return new Keys(
                    masterKey,
                    kept(folder.resolve("service-key"), Ids::token),
                    kept(folder.resolve("admin-key"), Ids::token));
        } catch (IOException e) {
            throw new StartRefused(
                    "the keys in " + folder + " cannot be used: " + e.getMessage()
                            + "; change their owner, or choose another directory with --data DIR",
                    e);
        }
    }

    private static String kept(Path file, Supplier<String> fresh) throws IOException {
        if (!Files.exists(file)) {
            // Complete or not there at all: half a master key would lose every secret sealed with it.
            var draft = Files.createTempFile(
                    file.getParent(),
                    ".new-",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, fresh.get());
            Files.move(draft, file, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        }
        var key = Files.readString(file).strip();
        if (key.isEmpty()) {
            throw new IOException(file + " is empty");
        }
        return key;
    }
}
