package dev.waypost.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A real PostgreSQL on the loopback interface, our child for as long as this object is open.
///
/// Services connect as an ordinary role that owns the one database: whoever reaches the port may read and write
/// Waypost's tables but is no superuser, who could run programs.
public final class PostgresServer implements AutoCloseable {
    public static final String ROLE = "waypost";
    public static final String DATABASE = "waypost";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ServerProcess process;
    private final int port;

    private PostgresServer(ServerProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /// How much a server does for its data.
    public enum Durability {
        /// Every commit is on the disk before it is answered.
        DURABLE(
                "fsync=on",
                "full_page_writes=on",
                "synchronous_commit=on",
                // What is taken when it is needed: 512 MB are the most. With the 128 MB that nobody chose, sessions
                // write pages back themselves and each checkpoint logs whole pages again; under load that is a fifth
                // of the CPU.
                "shared_buffers=512MB",
                "max_wal_size=2GB",
                // Log files that are full become those that come; to write a new one stops all commits for a moment.
                "min_wal_size=512MB",
                "checkpoint_timeout=15min"),
        /// Fast and forgetful; for tests.
        EPHEMERAL("fsync=off", "full_page_writes=off", "synchronous_commit=off");

        private final List<String> settings;

        Durability(String... settings) {
            this.settings = List.of(settings);
        }
    }

    /// Starts on `folder`, creating the cluster when there is none and ending what an earlier run left behind.
    public static PostgresServer start(Path folder, int port, Durability durability) {
        var data = folder.toAbsolutePath().normalize();
        var bin = ServerBinaries.ofThisMachine().postgres().resolve("bin");
        Orphans.end("postgres", data, Signal.INT, Duration.ofSeconds(15));
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            create(data, bin, durability);
        }
        requireSameVersion(data, bin);
        Ports.requireFree("PostgreSQL", port);
        Privileges.current().handOver(data);
        return run(data, bin, port, durability);
    }

    private static PostgresServer run(Path data, Path bin, int port, Durability durability) {
        var pidFile = data.resolve("postmaster.pid");
        try {
            // No process of ours is left and we hold the folder: whoever has this number now is a stranger, yet
            // PostgreSQL would refuse to start because of it.
            Files.deleteIfExists(pidFile);
        } catch (IOException e) {
            throw new StartRefused("cannot remove the stale " + pidFile + ": " + e.getMessage(), e);
        }
        var command = new ArrayList<>(Privileges.current().prefix());
        command.addAll(
                List.of(bin.resolve("postgres").toString(), "-D", data.toString(), "-p", Integer.toString(port)));
        var settings = List.of(
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "max_connections=200",
                "jit=off",
                "timezone=UTC",
                "log_timezone=UTC");
        Stream.concat(settings.stream(), durability.settings.stream())
                .forEach(setting -> command.addAll(List.of("-c", setting)));
        var process = ServerProcess.start("PostgreSQL", command, parent(data), log(data));
        process.awaitReady(PATIENCE, () -> saysReady(pidFile));
        return new PostgresServer(process, port);
    }

    private static void create(Path data, Path bin, Durability durability) {
        var fresh = data.resolveSibling(data.getFileName() + ".new");
        // A folder of this name is what an interrupted first start left; it never held a commit.
        Folders.delete(fresh);
        try {
            Files.createDirectories(fresh);
        } catch (IOException e) {
            throw new StartRefused(
                    "the data directory " + parent(data) + " is not writable: " + e.getMessage()
                            + "; choose another with --data DIR",
                    e);
        }
        Privileges.current().handOver(fresh);
        var initdb = new ArrayList<>(List.of(
                bin.resolve("initdb").toString(),
                "-D",
                fresh.toString(),
                "-U",
                "postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8"));
        if (durability == Durability.EPHEMERAL) {
            initdb.add("--no-sync");
        }
        runOnce("PostgreSQL's initdb", initdb, data, "");
        runOnce(
                "PostgreSQL",
                List.of(bin.resolve("postgres").toString(), "--single", "-D", fresh.toString(), "postgres"),
                data,
                "CREATE ROLE " + ROLE + " LOGIN CREATEDB\nCREATE DATABASE " + DATABASE + " OWNER " + ROLE + "\n");
        try {
            Files.writeString(fresh.resolve("pg_hba.conf"), "host all " + ROLE + " 127.0.0.1/32 trust\n");
            Folders.delete(data);
            Files.move(fresh, data, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new StartRefused("cannot create " + data + ": " + e.getMessage(), e);
        }
    }

    private static void runOnce(String name, List<String> program, Path data, String input) {
        var command = new ArrayList<>(Privileges.current().prefix());
        command.addAll(program);
        try {
            var process = new ProcessBuilder(command)
                    .directory(parent(data).toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log(data).toFile()))
                    .start();
            try (var in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            if (process.waitFor() != 0) {
                throw new StartRefused(name + " failed with code " + process.exitValue() + "; its log is " + log(data));
            }
        } catch (IOException e) {
            throw new StartRefused(name + " could not be run: " + e.getMessage() + "; its log is " + log(data), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StartRefused("interrupted while creating " + data, e);
        }
    }

    private static void requireSameVersion(Path data, Path bin) {
        try {
            var has = Files.readString(data.resolve("PG_VERSION")).strip();
            var ask = new ProcessBuilder(bin.resolve("postgres").toString(), "--version").start();
            var answer = new String(ask.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            var ours = answer.replaceAll("^.* (\\d+)\\..*$", "$1");
            if (!has.equals(ours)) {
                throw new StartRefused("the data directory " + parent(data) + " was written by PostgreSQL " + has
                        + " and this is PostgreSQL " + ours
                        + "; move the data with pg_dump and pg_restore, or choose another directory with --data DIR");
            }
        } catch (IOException e) {
            throw new StartRefused(
                    "the data directory " + data + " cannot be read: " + e.getMessage()
                            + "; choose another with --data DIR, or change its owner",
                    e);
        }
    }

    // The eighth line of postmaster.pid is what pg_ctl waits for, too.
    private static boolean saysReady(Path pidFile) {
        try {
            var lines = Files.readAllLines(pidFile);
            return lines.size() >= 8 && lines.get(7).strip().equals("ready");
        } catch (IOException notYet) {
            return false;
        }
    }

    private static Path parent(Path data) {
        var parent = data.getParent();
        return parent == null ? data : parent;
    }

    private static Path log(Path data) {
        var logs = parent(data).resolve("logs");
        try {
            return Files.createDirectories(logs).resolve("postgres.log");
        } catch (IOException e) {
            throw new StartRefused("the data directory " + logs + " is not writable: " + e.getMessage(), e);
        }
    }

    public int port() {
        return port;
    }

    public long pid() {
        return process.pid();
    }

    public String jdbcUrl() {
        return jdbcUrl(DATABASE);
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    @Override
    public void close() {
        // INT is "fast": it ends sessions and checkpoints; TERM would wait for every client to leave.
        process.stop(Signal.INT, Duration.ofSeconds(20));
    }
}
