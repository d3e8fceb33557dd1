package dev.waypost.config.change;

import dev.waypost.platform.db.Sql;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Asks tables what refers to a resource.
public final class HolderStore {
    private static final int SHOWN = 5;

    private record Name(String text, long count) {}

    private HolderStore() {}

    /// @param query a statement of ours that answers one column, the holders' names
    public static Holders read(Sql sql, String kind, String query, @Nullable Object... arguments) throws SQLException {
        List<Name> names = sql.list(
                "SELECT q.name, count(*) OVER () AS count FROM (" + query + ") AS q (name) ORDER BY q.name LIMIT "
                        + SHOWN,
                row -> new Name(row.string("name"), row.longValue("count")),
                arguments);
        return new Holders(
                kind,
                names.isEmpty() ? 0 : names.getFirst().count(),
                names.stream().map(Name::text).toList());
    }
}
