package dev.waypost.config.hub;

import dev.waypost.config.change.Names;
import dev.waypost.platform.auth.Caller;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/// Which page of a list is asked for, and whose rows the caller may see.
///
/// @param after the id that the page before ended with
/// @param tenantId only this tenant's rows; empty for all
/// @param visible tenants of the caller; empty for all
public record Page(String after, int size, String tenantId, Collection<String> visible) {
    public static Page of(String token, int size, String tenantId) {
        return new Page(token, Names.pageSize(size), tenantId, Caller.current().tenants());
    }

    /// One more than the page holds: tells whether there is another.
    public int limit() {
        return size + 1;
    }

    /// Also the rows of no tenant, which are the platform's own: only callers for all tenants see them.
    boolean isOfAll() {
        return tenantId.isEmpty() && visible.isEmpty();
    }

    /// The tenants whose rows are on it, when it is not of all.
    Collection<String> owners() {
        if (tenantId.isEmpty()) {
            return visible;
        }
        return visible.isEmpty() || visible.contains(tenantId) ? List.of(tenantId) : List.of();
    }

    /// Hands on what is on this page.
    ///
    /// @return the token of the next page; empty on the last
    public <T> String fill(List<T> found, Consumer<T> add, Function<T, String> token) {
        boolean next = found.size() > size;
        List<T> page = next ? found.subList(0, size) : found;
        page.forEach(add);
        return next ? token.apply(page.getLast()) : "";
    }
}
