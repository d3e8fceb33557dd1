package dev.waypost.cli.remote;

import java.util.ArrayList;
import java.util.List;

/// A command that could not be done: the lines that say so, and the exit code.
public final class RemoteFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exit;
    private final transient List<String> more;

    RemoteFailure(ExitCode exit, String line) {
        this(exit, line, List.of());
    }

    /// @param more what is wrong in detail and what to do, a line each
    RemoteFailure(ExitCode exit, String line, List<String> more) {
        super(line);
        this.exit = exit;
        this.more = List.copyOf(more);
    }

    /// The same with one more line.
    RemoteFailure with(String line) {
        List<String> lines = new ArrayList<>(more);
        lines.add(line);
        return new RemoteFailure(exit, String.valueOf(getMessage()), lines);
    }

    public ExitCode exit() {
        return exit;
    }

    public List<String> more() {
        return more;
    }
}
