package dev.waypost.health.probe;

import java.time.Duration;

/// What is known of an endpoint, and what it takes to write the next verdict on it.
///
/// @param version of what is known: another look that was written meanwhile makes this one worthless
/// @param sinceLook how long ago it was looked at, by PostgreSQL's clock; null when it never was
public record Target(
        EndpointHealth health,
        Duration interval,
        String group,
        int lane,
        long version,
        @org.jspecify.annotations.Nullable Duration sinceLook) {
    String tenantId() {
        return health.tenantId();
    }

    String endpointId() {
        return health.endpointId();
    }

    String key() {
        return health.tenantId() + '/' + health.endpointId();
    }
}
