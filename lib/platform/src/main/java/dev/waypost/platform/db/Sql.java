package dev.waypost.platform.db;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Statements on one connection, inside the transaction that [Db] opened.
public final class Sql {
    private final Connection connection;

    Sql(Connection connection) {
        this.connection = connection;
    }

    public <T> List<T> list(String statement, Row.Mapper<T> mapper, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement prepared = prepare(statement, arguments);
                ResultSet results = prepared.executeQuery()) {
            var rows = new ArrayList<T>();
            var row = new Row(results);
            while (results.next()) {
                rows.add(mapper.map(row));
            }
            return rows;
        }
    }

    /// The first row, if there is one.
    public <T> Optional<T> one(String statement, Row.Mapper<T> mapper, @Nullable Object... arguments)
            throws SQLException {
        try (PreparedStatement prepared = prepare(statement, arguments);
                ResultSet results = prepared.executeQuery()) {
            return results.next() ? Optional.of(mapper.map(new Row(results))) : Optional.empty();
        }
    }

    /// How many rows the statement touched.
    public int update(String statement, @Nullable Object... arguments) throws SQLException {
        try (PreparedStatement prepared = prepare(statement, arguments)) {
            return prepared.executeUpdate();
        }
    }

    /// A PostgreSQL array, for `unnest` and `= ANY`; texts, bytes and whole numbers travel in binary, others as they
    /// print.
    public Array array(String elementType, Collection<?> elements) throws SQLException {
        return connection.createArrayOf(elementType, typed(elementType, elements));
    }

    /// The driver takes the binary form only for arrays of the one fitting class.
    private static Object[] typed(String elementType, Collection<?> elements) {
        return switch (elementType) {
            case "text" ->
                elements.stream()
                        .map(element -> element == null ? null : element.toString())
                        .toArray(String[]::new);
            case "bytea" -> elements.toArray(byte[][]::new);
            case "int4" -> elements.toArray(Integer[]::new);
            case "int8", "bigint" -> elements.toArray(Long[]::new);
            default -> elements.toArray();
        };
    }

    private PreparedStatement prepare(String statement, @Nullable Object[] arguments) throws SQLException {
        PreparedStatement prepared = connection.prepareStatement(statement);
        try {
            for (int i = 0; i < arguments.length; i++) {
                bind(prepared, i + 1, arguments[i]);
            }
            return prepared;
        } catch (SQLException | RuntimeException e) {
            prepared.close();
            throw e;
        }
    }

    private static void bind(PreparedStatement prepared, int index, @Nullable Object argument) throws SQLException {
        switch (argument) {
            case null -> prepared.setNull(index, Types.NULL);
            case Instant time -> prepared.setTimestamp(index, Timestamp.from(time));
            case Json json -> prepared.setObject(index, json.text(), Types.OTHER);
            case byte[] bytes -> prepared.setBytes(index, bytes);
            case Array array -> prepared.setArray(index, array);
            default -> prepared.setObject(index, argument);
        }
    }
}
