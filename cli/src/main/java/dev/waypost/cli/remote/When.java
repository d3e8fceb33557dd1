package dev.waypost.cli.remote;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A time as people type it: a moment, or how long ago it was.
final class When {
    private static final Pattern AGO = Pattern.compile("([1-9][0-9]{0,6})([smhd])");

    private When() {}

    /// @return in the form that the API takes; empty for empty
    static String read(String option, String text) {
        if (text.isEmpty()) {
            return "";
        }
        Matcher ago = AGO.matcher(text);
        if (ago.matches()) {
            return Instant.now()
                    .minus(span(ago))
                    .truncatedTo(ChronoUnit.SECONDS)
                    .toString();
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toString();
        } catch (DateTimeException e) {
            throw new RemoteFailure(
                    ExitCode.BAD_INPUT,
                    option + ": value: " + text + " (expected: a time as 2026-01-31T08:00:00Z, or 90m, 2h, 3d ago)");
        }
    }

    static Duration span(String option, String text) {
        Matcher matcher = AGO.matcher(text);
        if (!matcher.matches()) {
            throw new RemoteFailure(
                    ExitCode.BAD_INPUT, option + ": value: " + text + " (expected: a span as 30s, 90m, 2h or 3d)");
        }
        return span(matcher);
    }

    private static Duration span(Matcher matcher) {
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            case "h" -> Duration.ofHours(count);
            default -> Duration.ofDays(count);
        };
    }
}
