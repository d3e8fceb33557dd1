package dev.waypost.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Servers that an earlier run left behind when it was killed.
///
/// A pid file proves nothing (the number may belong to anyone by now), so a process counts as ours only when it runs
/// the server's program and works in, or was started with, exactly our folder. The caller holds the folder's
/// lock.
final class Orphans {
    private static final Path PROC = Path.of("/proc");

    private Orphans() {}

    /// Ends every process named `program` that serves `folder`: first as asked by `polite`, then the hard way.
    static void end(String program, Path folder, Signal polite, Duration patience) {
        if (ended(program, folder, polite, patience)) {
            return;
        }
        if (!ended(program, folder, Signal.KILL, Duration.ofSeconds(5))) {
            throw new StartRefused(program + " of an earlier run (process "
                    + find(program, folder).getFirst().pid() + ") still uses " + folder
                    + " and cannot be ended; end it yourself");
        }
    }

    private static boolean ended(String program, Path folder, Signal signal, Duration patience) {
        find(program, folder).forEach(process -> signal.sendTo(process.pid()));
        return Waiting.until(patience, () -> find(program, folder).isEmpty());
    }

    static List<ProcessHandle> find(String program, Path folder) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> isOurs(process, program, folder))
                .toList();
    }

    private static boolean isOurs(ProcessHandle process, String program, Path folder) {
        if (!Files.isDirectory(PROC.resolve("self"))) {
            var command = process.info().commandLine().orElse("");
            return command.contains(program) && command.contains(folder.toString());
        }
        var proc = PROC.resolve(Long.toString(process.pid()));
        try {
            if (!Files.readString(proc.resolve("comm")).strip().equals(program)) {
                return false;
            }
            var arguments = new String(Files.readAllBytes(proc.resolve("cmdline")), StandardCharsets.UTF_8).split("\0");
            for (var argument : arguments) {
                if (argument.equals(folder.toString()) || argument.startsWith(folder + "/")) {
                    return true;
                }
            }
            return Files.readSymbolicLink(proc.resolve("cwd")).equals(folder);
        } catch (IOException goneOrForeign) {
            return false;
        }
    }
}
