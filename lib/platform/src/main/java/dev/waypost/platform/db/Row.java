package dev.waypost.platform.db;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One row of an answer, read by column name.
public final class Row {
    private final ResultSet results;

    Row(ResultSet results) {
        this.results = results;
    }

    /// Turns a row into a value; whatever it reads must not outlive the call.
    public interface Mapper<T> {
        T map(Row row) throws SQLException;
    }

    public String string(String column) throws SQLException {
        return present(column, results.getString(column));
    }

    public @Nullable String stringOrNull(String column) throws SQLException {
        return results.getString(column);
    }

    public long longValue(String column) throws SQLException {
        return results.getLong(column);
    }

    public int intValue(String column) throws SQLException {
        return results.getInt(column);
    }

    public boolean bool(String column) throws SQLException {
        return results.getBoolean(column);
    }

    public byte[] bytes(String column) throws SQLException {
        return present(column, results.getBytes(column));
    }

    public byte @Nullable [] bytesOrNull(String column) throws SQLException {
        return results.getBytes(column);
    }

    public Instant instant(String column) throws SQLException {
        return present(column, results.getTimestamp(column)).toInstant();
    }

    public @Nullable Instant instantOrNull(String column) throws SQLException {
        @Nullable Timestamp time = results.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }

    public List<String> strings(String column) throws SQLException {
        Array array = present(column, results.getArray(column));
        return List.of((String[]) array.getArray());
    }

    private static <T> T present(String column, @Nullable T value) throws SQLException {
        if (value == null) {
            throw new SQLException("column " + column + " is null where a value was expected");
        }
        return value;
    }
}
