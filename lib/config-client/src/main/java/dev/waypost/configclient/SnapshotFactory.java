package dev.waypost.configclient;

import io.micrometer.core.instrument.MeterRegistry;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/// Makes the view of tenants in every service but the one that owns them.
@Factory
@Requires(property = "waypost.service", notEquals = "config")
final class SnapshotFactory {
    @Singleton
    TenantSnapshots snapshots(
            RedisSnapshots redis,
            RemoteSnapshots remote,
            RemoteNames names,
            SnapshotSettings settings,
            MeterRegistry meters) {
        return new TenantSnapshots(redis, remote, names, settings, meters, System::nanoTime);
    }
}
