package dev.waypost.bench;

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

/// CPU time spent so far, in nanoseconds.
final class Cpu {
    /// The kernel counts in hundredths of a second.
    private static final long TICK = 10_000_000L;

    private Cpu() {}

    /// Of this process.
    static long here() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /// Of each server process of PostgreSQL that serves the database, by its id.
    static Map<Long, Long> postgres(String database) throws SQLException, IOException {
        var spent = new HashMap<Long, Long>();
        try (var connection = DriverManager.getConnection(database, Backends.username(), "");
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()")) {
            while (rows.next()) {
                try {
                    String stat = Files.readString(Path.of("/proc/" + rows.getLong(1) + "/stat"));
                    String[] parts = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
                    spent.put(rows.getLong(1), TICK * (Long.parseLong(parts[11]) + Long.parseLong(parts[12])));
                } catch (NoSuchFileException ended) {
                    continue;
                }
            }
        }
        return spent;
    }

    /// What the processes spent that were there at both times.
    static long between(Map<Long, Long> before, Map<Long, Long> after) {
        long spent = 0;
        for (var process : after.entrySet()) {
            spent += process.getValue() - before.getOrDefault(process.getKey(), process.getValue());
        }
        return spent;
    }
}
