package dev.waypost.config.snapshot;

import dev.waypost.config.snapshot.SnapshotStore.Resolved;
import dev.waypost.platform.db.Db;
import jakarta.inject.Singleton;
import java.util.Locale;
import java.util.Optional;

/// Finds the tenant behind a gateway's code, and the gateway that an endpoint speaks for.
@Singleton
final class GatewayStore {
    /// @param gatewayId never empty
    record Coded(String tenantId, String gatewayId) {}

    private final Db db;

    GatewayStore(Db db) {
        this.db = db;
    }

    /// @param gatewayId empty means the only one: while there are several, nothing is found
    Optional<Coded> byCode(String gatewayId, String code) {
        return db.read(sql -> sql.one(
                """
                SELECT tenant_id, gateway_id FROM gateway_code
                WHERE code_key = ? AND gateway_id = CASE WHEN ? <> '' THEN ? ELSE
                    (SELECT min(gateway_id) FROM gateway HAVING count(*) = 1) END""",
                row -> new Coded(row.string("tenant_id"), row.string("gateway_id")),
                code.toLowerCase(Locale.ROOT),
                gatewayId,
                gatewayId));
    }

    /// Tenant and endpoint that speak for the gateway's number.
    ///
    /// @param gatewayId empty means the only one: while there are several, nothing is found
    Optional<Resolved> speakerOf(String gatewayId) {
        return db.read(sql -> sql.one(
                """
                SELECT tenant_id, endpoint_id FROM gateway WHERE gateway_id = CASE WHEN ? <> '' THEN ? ELSE
                    (SELECT min(gateway_id) FROM gateway HAVING count(*) = 1) END""", row -> new Resolved(row.string("tenant_id"), row.string("endpoint_id")), gatewayId, gatewayId));
    }

    /// The gateway that the endpoint speaks for; empty when it speaks for its tenant alone.
    Optional<String> of(Resolved endpoint) {
        return db.read(sql -> sql.one(
                "SELECT gateway_id FROM gateway WHERE tenant_id = ? AND endpoint_id = ?",
                row -> row.string("gateway_id"),
                endpoint.tenantId(),
                endpoint.endpointId()));
    }
}
