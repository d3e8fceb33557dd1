package dev.waypost.config.hub;

import dev.waypost.platform.db.Row;
import dev.waypost.platform.db.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// The statement of one page of a list.
///
/// Only what is asked for stands in it: a condition that may be empty hides the index from a plan that is made once
/// for all arguments.
public final class PageStore {
    private final Sql sql;
    private final String rows;
    private final String order;
    private final List<Object> place;
    private final StringBuilder conditions = new StringBuilder();
    private final List<Object> arguments = new ArrayList<>();
    private String column = "";
    private String values = "";

    /// @param rows a select without conditions
    /// @param order its columns, as an index has them
    /// @param place behind which the page begins. The first one begins behind the least, so that all pages are one
    ///     statement; none when the order is not ascending
    public PageStore(Sql sql, String rows, String order, Object... place) {
        this.sql = sql;
        this.rows = rows;
        this.order = order;
        this.place = new ArrayList<>(List.of(place));
    }

    public PageStore where(String condition, Object... asked) {
        conditions.append(" AND ").append(condition);
        arguments.addAll(List.of(asked));
        return this;
    }

    /// Only rows with this value; all when it is empty.
    public PageStore is(String of, String value) throws SQLException {
        return value.isEmpty() ? this : isAny(of, List.of(value));
    }

    /// Only rows with one of the values. The column that is named first is that by whose index rows are found; others
    /// only leave out some of these.
    public PageStore isAny(String of, Collection<String> any) throws SQLException {
        return column.isEmpty() ? isFound(of, "SELECT unnest(?)", sql.array("text", any)) : keeps(of, any);
    }

    /// Only rows with one of the values that a select finds, each once: a page is read of each value, and the first of
    /// all are kept.
    public PageStore isFound(String of, String select, Object argument) {
        column = of;
        values = select;
        place.addFirst(argument);
        return this;
    }

    /// Only rows of which this is one of the values, whichever index they are found by: no index knows the function.
    public PageStore keeps(String of, Collection<String> any) throws SQLException {
        return where("array_position(?, " + of + ") > 0", sql.array("text", any));
    }

    /// Only rows that the page is of, by the tenant that each row names.
    public PageStore owned(Page page) throws SQLException {
        return page.isOfAll() ? this : isAny("tenant_id", page.owners());
    }

    public <T> List<T> read(int limit, Row.Mapper<T> mapper) throws SQLException {
        return sql.list(text(), mapper, arguments(limit).toArray());
    }

    public String text() {
        if (values.isEmpty()) {
            return page(order, place.isEmpty() ? "true" : "(%s) > (%s)".formatted(order, marks(place.size())));
        }
        // Rows are compared whole and ordered by the column as well, so that no plan will do but the one that follows
        // the index: a tenant's usual handful of rows PostgreSQL would rather sort, and then does so for the one that
        // has most. It takes a plain upper bound for a sign of such a handful, too; of an array it thinks nothing.
        String each = "(%1$s, %2$s) > (each.value, %3$s) AND %1$s <= ANY(ARRAY[each.value])"
                .formatted(column, order, marks(place.size() - 1));
        return "SELECT found.* FROM (%s) AS each (value) CROSS JOIN LATERAL (%s) AS found ORDER BY %s LIMIT ?"
                .formatted(values, page(column + ", " + order, each), order);
    }

    public List<Object> arguments(int limit) {
        var all = new ArrayList<>(place);
        all.addAll(arguments);
        all.add(limit);
        if (!values.isEmpty()) {
            all.add(limit);
        }
        return all;
    }

    private String page(String by, String behind) {
        return "%s WHERE %s%s ORDER BY %s LIMIT ?".formatted(rows, behind, conditions, by);
    }

    private static String marks(int count) {
        return "?, ".repeat(count - 1) + "?";
    }
}
