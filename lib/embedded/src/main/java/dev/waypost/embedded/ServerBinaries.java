package dev.waypost.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/// The server programs on the class path, unpacked once per user and version into a cache folder.
///
/// Unpacking goes to a folder of its own that is renamed when complete, so a half unpacked server is never run and
/// several processes may unpack at the same time.
final class ServerBinaries {
    private static final String ALTERNATIVE = "use existing servers instead: --postgres URL --redis URL";

    private final HostPlatform platform;
    private final Path cache;

    ServerBinaries(HostPlatform platform, Path cache) {
        this.platform = platform;
        this.cache = cache;
    }

    static ServerBinaries ofThisMachine() {
        return new ServerBinaries(HostPlatform.current(), Privileges.current().cacheFolder());
    }

    /// The folder that holds `bin/postgres` and its libraries.
    Path postgres() {
        var archive = platform.postgresArchive();
        var home = cache.resolve("postgres-" + fingerprint(archive, "PostgreSQL"));
        if (!Files.isExecutable(home.resolve("bin/postgres"))) {
            unpack(archive, home, ServerBinaries::untar);
        }
        return home;
    }

    Path redis() {
        var binary = platform.redisBinary();
        var home = cache.resolve("redis-" + RedisServer.VERSION + "-" + fingerprint(binary, "Redis"));
        var program = home.resolve("redis-server");
        if (!Files.isExecutable(program)) {
            unpack(binary, home, (in, folder) -> {
                Files.copy(in, folder.resolve("redis-server"));
                Files.setPosixFilePermissions(
                        folder.resolve("redis-server"), PosixFilePermissions.fromString("rwxr-xr-x"));
            });
        }
        return program;
    }

    private interface Unpacking {
        void into(InputStream in, Path folder) throws IOException, InterruptedException;
    }

    private String fingerprint(String resource, String what) {
        try (var in = open(resource)) {
            if (in == null) {
                throw new StartRefused("no " + what + " binary for " + platform + " on the class path (" + resource
                        + "); build on this platform, or " + ALTERNATIVE);
            }
            // A checksum of the first block tells versions apart and costs no second read of the archive.
            var crc = new java.util.zip.CRC32();
            crc.update(in.readNBytes(1 << 16));
            return platform.os() + "-" + platform.arch() + "-" + Long.toHexString(crc.getValue());
        } catch (IOException e) {
            throw new StartRefused("the " + what + " binary cannot be read: " + e.getMessage(), e);
        }
    }

    private @Nullable InputStream open(String resource) {
        return ServerBinaries.class.getClassLoader().getResourceAsStream(resource);
    }

    private void unpack(String resource, Path home, Unpacking unpacking) {
        try {
            Files.createDirectories(cache);
            var fresh = Files.createTempDirectory(
                    cache,
                    ".unpacking-",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
            try (var in = open(resource)) {
                unpacking.into(java.util.Objects.requireNonNull(in), fresh);
            }
            try {
                Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
            } catch (FileAlreadyExistsException | java.nio.file.DirectoryNotEmptyException wonByAnother) {
                Folders.delete(fresh);
            } catch (FileSystemException e) {
                Folders.delete(fresh);
                if (!Files.isDirectory(home)) {
                    throw e;
                }
            }
        } catch (IOException e) {
            throw new StartRefused(
                    "cannot unpack " + resource + " into " + cache + ": " + e.getMessage()
                            + "; set WAYPOST_CACHE to a writable folder with 200 MB free",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartRefused("interrupted while unpacking " + resource, e);
        }
    }

    private static void untar(InputStream packed, Path folder) throws IOException, InterruptedException {
        var tar = new ProcessBuilder("tar", "-xf", "-", "-C", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (var xz = new XZInputStream(packed);
                var out = tar.getOutputStream()) {
            xz.transferTo(out);
        }
        if (tar.waitFor() != 0) {
            throw new IOException("tar ended with code " + tar.exitValue());
        }
    }
}
