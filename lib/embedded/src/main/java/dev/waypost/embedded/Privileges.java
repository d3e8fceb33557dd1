package dev.waypost.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// How this process may run PostgreSQL, which refuses to run as root.
///
/// An ordinary user runs it as it is. Root runs it in a user namespace of its own where it is nobody; where the machine
/// forbids that (many containers do), root hands the folder to the user `nobody` and runs it as that one.
sealed interface Privileges {
    List<String> prefix();

    Path cacheFolder();

    /// Makes `folder`, which this process owns, usable for the server.
    default void handOver(Path folder) {}

    record Ordinary() implements Privileges {
        @Override
        public List<String> prefix() {
            return List.of();
        }

        @Override
        public Path cacheFolder() {
            return userCache();
        }
    }

    record OwnNamespace() implements Privileges {
        @Override
        public List<String> prefix() {
            return List.of("unshare", "-U");
        }

        @Override
        public Path cacheFolder() {
            return userCache();
        }
    }

    record AsNobody() implements Privileges {
        private static final int NOBODY = 65534;

        @Override
        public List<String> prefix() {
            return List.of("setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups");
        }

        // Root's home is closed to others; nobody must be able to read the programs.
        @Override
        public Path cacheFolder() {
            return override(Path.of("/var/cache/waypost"));
        }

        @Override
        public void handOver(Path folder) {
            try {
                for (var at = folder.toAbsolutePath().getParent(); at != null; at = at.getParent()) {
                    if (!Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
                        throw new StartRefused("PostgreSQL does not run as root and the user nobody may not enter " + at
                                + "; run as an ordinary user, or choose --data below a folder that is open to all");
                    }
                }
                try (var paths = Files.walk(folder)) {
                    for (var path : paths.toList()) {
                        Files.setAttribute(path, "unix:uid", NOBODY, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                        Files.setAttribute(path, "unix:gid", NOBODY, java.nio.file.LinkOption.NOFOLLOW_LINKS);
                    }
                }
            } catch (IOException e) {
                throw new StartRefused(
                        "PostgreSQL does not run as root and " + folder + " cannot be handed to the user nobody: "
                                + e.getMessage() + "; run as an ordinary user",
                        e);
            }
        }
    }

    static Privileges current() {
        return Found.PRIVILEGES;
    }

    private static Privileges find() {
        if (!"root".equals(System.getProperty("user.name")) && !isUidZero()) {
            return new Ordinary();
        }
        Privileges own = new OwnNamespace();
        if (works(own.prefix())) {
            return own;
        }
        Privileges nobody = new AsNobody();
        if (works(nobody.prefix())) {
            return nobody;
        }
        throw new StartRefused("PostgreSQL does not run as root, and this machine allows neither `unshare -U` nor "
                + "`setpriv` (package util-linux); run as an ordinary user, or use --postgres URL");
    }

    private static boolean isUidZero() {
        try {
            return Integer.valueOf(0).equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static boolean works(List<String> prefix) {
        var command = new java.util.ArrayList<>(prefix);
        command.add("true");
        try {
            var probe = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return probe.waitFor(10, TimeUnit.SECONDS) && probe.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Path userCache() {
        var xdg = System.getenv("XDG_CACHE_HOME");
        var home = System.getProperty("user.home", "?");
        if (xdg != null && !xdg.isBlank()) {
            return override(Path.of(xdg, "waypost"));
        }
        if (Files.isWritable(Path.of(home))) {
            return override(Path.of(home, ".cache", "waypost"));
        }
        return override(Path.of(System.getProperty("java.io.tmpdir"), "waypost-" + System.getProperty("user.name")));
    }

    private static Path override(Path usual) {
        var chosen = System.getenv("WAYPOST_CACHE");
        return chosen == null || chosen.isBlank() ? usual : Path.of(chosen).toAbsolutePath();
    }

    /// Holds the answer, found once: probing costs two processes.
    final class Found {
        private static final Privileges PRIVILEGES = find();

        private Found() {}
    }
}
