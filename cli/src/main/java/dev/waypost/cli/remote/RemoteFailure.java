package dev.waypost.cli.remote;

/// A command that could not be done: the line to say so, and the exit code.
public final class RemoteFailure extends RuntimeException {
    private final ExitCode exit;

    RemoteFailure(ExitCode exit, String line) {
        super(line);
        this.exit = exit;
    }

    public int exitCode() {
        return exit.code();
    }
}
