package dev.waypost.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// A server that runs as our child, in a session of its own so that Ctrl-C reaches us first and it last.
public final class ServerProcess {
    private static final List<String> OWN_SESSION =
            HostPlatform.current().isLinux() && Files.isExecutable(Path.of("/usr/bin/setsid"))
                    ? List.of("/usr/bin/setsid")
                    : List.of();

    private final String name;
    private final Process process;
    private final Path log;

    private ServerProcess(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.log = log;
    }

    /// Starts `command` in `folder`; what it prints is appended to `log`.
    public static ServerProcess start(String name, List<String> command, Path folder, Path log) {
        return start(name, command, folder, log, java.util.Map.of());
    }

    public static ServerProcess start(
            String name, List<String> command, Path folder, Path log, java.util.Map<String, String> environment) {
        var whole = new ArrayList<>(OWN_SESSION);
        whole.addAll(command);
        var builder = new ProcessBuilder(whole)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        try {
            return new ServerProcess(name, builder.start(), log);
        } catch (IOException e) {
            throw new StartRefused(name + " could not be started: " + e.getMessage(), e);
        }
    }

    /// Ends what an earlier run that was killed left behind: processes of `program` that work in exactly `folder`.
    public static void endOrphans(String program, Path folder, Duration patience) {
        Orphans.end(program, folder.toAbsolutePath().normalize(), Signal.TERM, patience);
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public java.util.concurrent.CompletableFuture<Process> onExit() {
        return process.onExit();
    }

    /// Waits until `ready`; refuses, with the last line the server printed, when it ends or takes too long.
    public void awaitReady(Duration patience, BooleanSupplier ready) {
        Waiting.until(patience, () -> !process.isAlive() || ready.getAsBoolean());
        if (!process.isAlive()) {
            throw new StartRefused(name + " ended while starting (code " + process.exitValue() + "): " + lastLine()
                    + "; the whole log is " + log);
        }
        if (!ready.getAsBoolean()) {
            stop(Signal.KILL, Duration.ZERO);
            throw new StartRefused(name + " was not ready within " + patience.toSeconds() + " s: " + lastLine()
                    + "; the whole log is " + log);
        }
    }

    /// Asks with TERM, and insists after `patience`.
    public void stop(Duration patience) {
        stop(Signal.TERM, patience);
    }

    void stop(Signal polite, Duration patience) {
        if (!process.isAlive()) {
            return;
        }
        polite.sendTo(process.pid());
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private String lastLine() {
        try {
            var lines =
                    Files.readString(log, StandardCharsets.ISO_8859_1).strip().split("\n");
            for (var i = lines.length - 1; i >= 0; i--) {
                // What one of our services says to people; what it logged before says less.
                if (lines[i].contains(" does not start: ")) {
                    return lines[i].strip();
                }
            }
            for (var i = lines.length - 1; i >= 0; i--) {
                if (lines[i].contains("FATAL") || lines[i].contains("ERROR") || lines[i].contains("error:")) {
                    return lines[i].strip();
                }
            }
            return lines[lines.length - 1].strip();
        } catch (IOException e) {
            return "no log";
        }
    }
}
