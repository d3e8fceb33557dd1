package dev.waypost.config.tenant;

import java.util.Set;
import java.util.TreeSet;

/// Which tenants to list.
///
/// @param state only these; empty for all
/// @param query only those whose id or name contains it, in any case; empty for all
/// @param visible only these; empty for all
record TenantFilter(String state, String query, Set<String> visible) {
    /// Differs between filters, so that a page of one list does not go on in another.
    String mark() {
        return Integer.toHexString((state + '\n' + query + '\n' + new TreeSet<>(visible)).hashCode());
    }
}
