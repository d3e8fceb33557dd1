package dev.waypost.lanes;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;

/// The days that a statement can meet, written into its text where it says `{days}`.
///
/// PostgreSQL plans for a day that it reads in the statement with that day's partition alone. A day that comes as an
/// argument, or from a row, has every day that is kept opened, locked and made ready each time: ninety of them
/// cost several times what the rows do.
///
/// Each text is a plan of its own on each connection. So only spans of the last days have one, and all others share
/// the one without a bound: days come from ids, and ids from outside.
public final class DaySpan {
    private static final String PLACE = "{days}";
    private static final String ANY = "BETWEEN '-infinity' AND 'infinity'";
    private static final int RECENT = 7;

    private DaySpan() {}

    /// The statement for rows of these days and no others.
    public static String within(String statement, Collection<LocalDate> days) {
        return within(statement, days, LocalDate.now(ZoneOffset.UTC));
    }

    static String within(String statement, Collection<LocalDate> days, LocalDate today) {
        if (days.isEmpty()) {
            return anywhere(statement);
        }
        LocalDate first = Collections.min(days);
        LocalDate last = Collections.max(days);
        boolean recent = first.isAfter(today.minusDays(RECENT)) && !last.isAfter(today.plusDays(1));
        return recent ? statement.replace(PLACE, "BETWEEN '" + first + "' AND '" + last + "'") : anywhere(statement);
    }

    /// The statement for rows of any day.
    public static String anywhere(String statement) {
        return statement.replace(PLACE, ANY);
    }
}
