package dev.waypost.cli;

import dev.waypost.embedded.StartRefused;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/// Keeps the log of this process in the data directory, so that the terminal shows only what a person needs.
final class StartLog {
    private static final long LONGEST = 32L << 20;
    private static volatile @Nullable Path file;

    private StartLog() {}

    /// Sends standard output to `logs/waypost.log` from here on, and returns the terminal.
    static PrintStream divert(Path logs) {
        var terminal = System.out;
        var log = logs.resolve("waypost.log");
        try {
            if (Files.exists(log) && Files.size(log) > LONGEST) {
                Files.move(log, logs.resolve("waypost.log.1"), StandardCopyOption.REPLACE_EXISTING);
            }
            System.setOut(new PrintStream(
                    Files.newOutputStream(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    true,
                    StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new StartRefused("the log " + log + " is not writable; choose another directory with --data DIR", e);
        }
        file = log;
        return terminal;
    }

    /// Writes a failure nobody foresaw where it can be found; answers where.
    static String keep(Throwable problem) {
        var trace = new StringWriter();
        problem.printStackTrace(new PrintWriter(trace));
        var log = file;
        try {
            if (log == null) {
                log = Files.createTempFile("waypost-", ".log");
            }
            Files.writeString(log, trace.toString(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return log.toString();
        } catch (IOException e) {
            return "(which could not be written: " + e.getMessage() + ")";
        }
    }
}
