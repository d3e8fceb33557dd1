package dev.waypost.config.hub;

import dev.waypost.config.change.Names;
import dev.waypost.platform.auth.Caller;
import java.util.Collection;
import java.util.List;

/// Which page of a list is asked for, and whose rows the caller may see.
///
/// @param after the id that the page before ended with
/// @param tenantId only this tenant's rows; empty for all
/// @param visible tenants of the caller; empty for all
record Page(String after, int size, String tenantId, Collection<String> visible) {
    static Page of(String token, int size, String tenantId) {
        return new Page(token, Names.pageSize(size), tenantId, Caller.current().tenants());
    }

    /// One more than the page holds: tells whether there is another.
    int limit() {
        return size + 1;
    }

    boolean hasNext(List<?> found) {
        return found.size() > size;
    }

    <T> List<T> cut(List<T> found) {
        return found.size() > size ? found.subList(0, size) : found;
    }
}
