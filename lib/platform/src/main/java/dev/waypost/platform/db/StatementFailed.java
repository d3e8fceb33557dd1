package dev.waypost.platform.db;

/// PostgreSQL refused a statement: a bug of ours, or a rule that the caller's values break.
public final class StatementFailed extends RuntimeException {
    private final String state;

    StatementFailed(String message, String state, Throwable cause) {
        super(message, cause);
        this.state = state;
    }

    /// The SQLSTATE, like `23505` for a broken unique rule.
    public String state() {
        return state;
    }
}
