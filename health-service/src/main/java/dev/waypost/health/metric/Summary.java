package dev.waypost.health.metric;

import java.util.SortedMap;
import java.util.TreeMap;

/// What was counted of one tenant, or of all.
///
/// @param tenantId empty for all
/// @param endpoints by id; empty where no endpoint is known
/// @param incomplete whether minutes are missing because Redis is away
record Summary(String tenantId, Numbers total, SortedMap<String, Numbers> endpoints, boolean incomplete) {
    static Summary empty(String tenantId) {
        return new Summary(tenantId, new Numbers(), new TreeMap<>(), false);
    }

    void add(String endpointId, Numbers numbers) {
        total.add(numbers);
        endpoints.computeIfAbsent(endpointId, _ -> new Numbers()).add(numbers);
    }

    Summary incompleteIf(boolean missing) {
        return missing ? new Summary(tenantId, total, endpoints, true) : this;
    }
}
