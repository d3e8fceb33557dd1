package dev.waypost.embedded;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// The folder that holds everything one installation keeps, held by one process at a time.
///
/// The lock is the kernel's, so it ends with its process however that one ends.
public final class DataFolder implements AutoCloseable {
    private final Path root;
    private final FileChannel lock;

    private DataFolder(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    public static DataFolder open(Path folder) {
        var root = folder.toAbsolutePath().normalize();
        if (Files.exists(root) && !Files.isDirectory(root)) {
            throw new StartRefused(
                    "the data directory " + root + " is a file, not a directory; choose another with --data DIR");
        }
        try {
            Files.createDirectories(root);
        } catch (IOException e) {
            throw notWritable(root, e);
        }
        if (!Files.isWritable(root)) {
            throw notWritable(root, null);
        }
        var lockFile = root.resolve("waypost.lock");
        @Nullable FileChannel channel = null;
        try {
            channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (channel.tryLock() == null) {
                channel.close();
                throw inUse(root, Files.readString(lockFile).strip());
            }
            channel.truncate(0);
            channel.write(java.nio.ByteBuffer.wrap(
                    Long.toString(ProcessHandle.current().pid()).getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
            channel.force(false);
            return new DataFolder(root, channel);
        } catch (OverlappingFileLockException e) {
            throw inUse(root, Long.toString(ProcessHandle.current().pid()));
        } catch (IOException e) {
            throw notWritable(root, e);
        }
    }

    public Path root() {
        return root;
    }

    /// A folder below, made when absent.
    public Path folder(String name) {
        var folder = root.resolve(name);
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw notWritable(folder, e);
        }
    }

    private static StartRefused inUse(Path root, String pid) {
        return new StartRefused("the data directory " + root + " is in use by another waypost"
                + (pid.isEmpty() ? "" : " (process " + pid + ")")
                + "; stop it, or choose another directory with --data DIR");
    }

    private static StartRefused notWritable(Path folder, @Nullable Throwable cause) {
        var message = "the data directory " + folder + " is not writable by " + System.getProperty("user.name")
                + "; choose another with --data DIR, or change its owner";
        return cause == null ? new StartRefused(message) : new StartRefused(message, cause);
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            // The lock ends with the process at the latest.
        }
    }
}
