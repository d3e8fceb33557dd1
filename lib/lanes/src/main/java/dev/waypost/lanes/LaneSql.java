package dev.waypost.lanes;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// The SQL that every service with lanes shares.
public final class LaneSql {
    /// A CTE body that yields each given `(lane, epoch)` that is still true, and keeps it so until the transaction
    /// ends. Arguments: lanes `int[]`, epochs `bigint[]`, queue name.
    ///
    /// Taking a lane over needs a stronger lock than this one: an owner's last writes and a takeover never overlap.
    public static final String HELD_LANES = """
            SELECT l.lane, l.epoch FROM lane l
            WHERE (l.lane, l.epoch) IN (SELECT h.lane, h.epoch FROM unnest(?::int[], ?::bigint[]) AS h(lane, epoch))
              AND l.queue = ? ORDER BY l.lane FOR KEY SHARE OF l""";

    /// For looks that want the first of many in the order of an index: never all of them, sorted. To be asked first, in
    /// the transaction of the look; others are better off with the choice.
    public static final String IN_ORDER_OF_AN_INDEX =
            "SELECT set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)";

    /// A CTE body that makes the commit of this transaction not wait for the disk. Somebody has to read it:
    /// `WHERE (SELECT is_so FROM …)`.
    ///
    /// For what may be done once more after PostgreSQL has crashed. Whatever is flushed later takes it along, and
    /// nothing later is ever kept without it.
    public static final String UNFLUSHED = "SELECT set_config('synchronous_commit', 'off', true) = 'off' AS is_so";

    /// A CTE body after which statements of this transaction find the rows of a join one by one. Somebody has to
    /// read it, in the statement before the first that it is meant for: `WHERE (SELECT is_so FROM …)`.
    ///
    /// For writes to a table of days. Their plans are kept, and one that was made while a day had no rows yet would
    /// read all of the day for each batch from then on: nothing was cheaper than to join it to so little.
    public static final String ROW_BY_ROW = """
            SELECT set_config('enable_hashjoin', 'off', true) = 'off' AND set_config('enable_mergejoin', 'off', true) = 'off'
              AND set_config('enable_material', 'off', true) = 'off' AS is_so""";

    private LaneSql() {}

    /// What a service's first migration must contain.
    public static String migration() {
        try (InputStream sql = Objects.requireNonNull(LaneSql.class.getResourceAsStream("lanes.sql"))) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
