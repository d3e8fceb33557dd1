package dev.waypost.simulator.http;

/// A request that is wrong; its message is the one line that the caller reads: field, value, expectation.
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1;

    public BadInput(String line) {
        super(line);
    }

    public BadInput(String line, Throwable cause) {
        super(line, cause);
    }

    /// The line to show.
    public String line() {
        return String.valueOf(getMessage());
    }
}
