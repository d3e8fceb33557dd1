package dev.waypost.bench.measure;

import dev.waypost.testkit.Backends;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// CPU time spent so far, in nanoseconds.
public final class Cpu {
    /// The kernel counts in hundredths of a second.
    private static final long TICK = 10_000_000L;

    private Cpu() {}

    /// Of this process.
    public static long here() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /// Of each server process of PostgreSQL that serves the database, by its id.
    public static Map<Long, Long> postgres(String database) throws SQLException, IOException {
        var spent = new HashMap<Long, Long>();
        try (var connection = DriverManager.getConnection(database, Backends.username(), "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")) {
            while (rows.next()) {
                long pid = rows.getLong(1);
                stat(pid).ifPresent(parts -> spent.put(pid, ticks(parts, 11) + ticks(parts, 12)));
            }
        }
        return spent;
    }

    /// Of a process and all that it started, those included that have ended.
    public static long ofTree(long pid) throws IOException {
        long spent = 0;
        var processes = Stream.concat(
                Stream.of(pid),
                ProcessHandle.of(pid).stream()
                        .flatMap(ProcessHandle::descendants)
                        .map(ProcessHandle::pid));
        for (long process : processes.toList()) {
            spent += stat(process)
                    .map(parts -> ticks(parts, 11) + ticks(parts, 12) + ticks(parts, 13) + ticks(parts, 14))
                    .orElse(0L);
        }
        return spent;
    }

    private static Optional<String[]> stat(long pid) throws IOException {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return Optional.of(stat.substring(stat.lastIndexOf(')') + 2).split(" "));
        } catch (NoSuchFileException ended) {
            return Optional.empty();
        }
    }

    private static long ticks(String[] stat, int at) {
        return TICK * Long.parseLong(stat[at]);
    }

    /// What the processes spent that were there at both times.
    public static long between(Map<Long, Long> before, Map<Long, Long> after) {
        long spent = 0;
        for (var process : after.entrySet()) {
            spent += process.getValue() - before.getOrDefault(process.getKey(), process.getValue());
        }
        return spent;
    }
}
