package dev.waypost.embedded;

import java.io.IOException;

/// A POSIX signal, sent by number of process; Java itself knows only TERM and KILL.
enum Signal {
    INT,
    TERM,
    QUIT,
    KILL;

    void sendTo(long pid) {
        try {
            new ProcessBuilder("kill", "-" + name(), Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException noKillProgram) {
            ProcessHandle.of(pid).ifPresent(this == KILL ? ProcessHandle::destroyForcibly : ProcessHandle::destroy);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
