package dev.waypost.ingress.purge;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.TenantRows;
import io.micronaut.context.annotation.Factory;
import jakarta.inject.Singleton;
import java.util.List;

/// What webhook-ingress keeps of a tenant, and erases once the tenant is gone.
@Factory
final class TenantTables {
    @Singleton
    TenantRows rows(Db db) {
        // What makes deliveries and deliveries first, as nothing is to leave any more.
        return new TenantRows(
                db,
                List.of(
                        "replay",
                        "subscription",
                        "delivery",
                        "stopped",
                        "parked",
                        "delivered",
                        "event",
                        "body",
                        "quarantined",
                        "quarantined_body",
                        "user_alias",
                        "user_lock",
                        "failing_project",
                        "replayed",
                        "request"));
    }
}
