package dev.waypost.config.transfer;

import dev.waypost.platform.db.StatementFailed;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the database's refusal of one object means to whoever sent it.
final class StatementFaults {
    private static final Pattern CONSTRAINT = Pattern.compile("constraint \"([a-z_]+)\"");

    private StatementFaults() {}

    /// @throws StatementFailed when it says nothing about the object
    static Fault of(StatementFailed failed) {
        Matcher named = CONSTRAINT.matcher(String.valueOf(failed.getMessage()));
        String constraint = named.find() ? named.group(1) : "";
        return switch (failed.state()) {
            case "23505", "23P01" ->
                Fault.of(Reason.ALREADY_EXISTS).with("rule", constraint).because(failed);
            case "23503" -> Fault.of(Reason.IN_USE).with("rule", constraint).because(failed);
            case "23502", "23514", "22001", "22003", "22P02", "22P05" ->
                Fault.of(Reason.FIELD_INVALID).with("rule", constraint).because(failed);
            // Two changes waited for each other, and this one gave way.
            case "40001", "40P01" -> Fault.of(Reason.STORE_UNAVAILABLE).because(failed);
            default -> throw failed;
        };
    }
}
