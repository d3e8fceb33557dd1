package dev.waypost.health.purge;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.TenantRows;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;

/// What health-service keeps of a tenant, and erases once the tenant is gone.
@Factory
final class TenantTables {
    @Singleton
    TenantRows rows(Db db) {
        // Every table with a tenant in it.
        return new TenantRows(
                db,
                List.of(
                        "failover_turn",
                        "failover",
                        "verdict_change",
                        "endpoint_traffic",
                        "endpoint_signal",
                        "endpoint_health",
                        "roster",
                        "checked",
                        "metric_hour",
                        "alert_post",
                        "alert",
                        "alert_rule",
                        "alert_silence",
                        "alert_webhook",
                        "alert_request"));
    }
}
