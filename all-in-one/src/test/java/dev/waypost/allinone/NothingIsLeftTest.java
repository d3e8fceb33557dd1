package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.db.Db;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.DeleteTenantRequest;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/// A tenant is deleted, and no service keeps a row of it in any table that names tenants, whatever tables there are.
class NothingIsLeftTest {
    private record Column(String schema, String table, String name, String type) {}

    @Test
    void of_a_purged_tenant_no_table_of_any_service_has_a_row_but_the_audit_of_who_did_what() throws IOException {
        String database = Backends.freshDatabase();
        String configAddress = "127.0.0.1:" + freePort();
        var all = new HashMap<String, Object>();
        all.put("waypost.db.url", database);
        all.put("waypost.peers.config", configAddress);
        var first = new HashMap<String, Object>(all);
        int port = Integer.parseInt(configAddress.substring(configAddress.indexOf(':') + 1));
        first.put("waypost.config.grpc-port", port);
        first.put("grpc.server.port", port);
        first.put("waypost.config.purge.settle", "1s");
        first.put("waypost.config.purge.pause", "200ms");
        first.put("waypost.config.purge.retry", "200ms");
        var ofHealth = new HashMap<String, Object>(all);
        // It drops what is old, and the test's rows are.
        ofHealth.put("waypost.health.signals.enabled", "false");
        try (var send = ServiceUnderTest.start("send", all);
                var ingress = ServiceUnderTest.start("ingress", all);
                var health = ServiceUnderTest.start("health", ofHealth)) {
            first.put("waypost.peers.send", send.grpcAddress());
            first.put("waypost.peers.ingress", ingress.grpcAddress());
            first.put("waypost.peers.health", health.grpcAddress());
            try (var config = ServiceUnderTest.start("config", first)) {
                purge(config);
            }
        }
    }

    private static void purge(ServiceUnderTest config) {
        Db db = config.bean(Db.class);
        var tenants = TenantServiceGrpc.newBlockingStub(config.admin());
        String gone = Fixtures.tenantId();
        String stays = Fixtures.tenantId();
        for (String id : List.of(gone, stays)) {
            tenants.createTenant(CreateTenantRequest.newBuilder()
                    .setTenantId(id)
                    .setRequestId(Fixtures.id("req"))
                    .build());
            rowInEveryTable(db, id);
        }
        Map<String, Long> before = rows(db, gone);
        // Its own worker may have been faster: it removes what belongs to no endpoint.
        assertThat(before.remove("health.endpoint_health")).isNotNull();
        assertThat(before.values()).as(before.toString()).doesNotContain(0L);
        assertThat(before.keySet()).contains("send.message", "ingress.delivery", "health.checked", "config.tenant");

        tenants.deleteTenant(DeleteTenantRequest.newBuilder()
                .setTenantId(gone)
                .setRequestId(Fixtures.id("req"))
                .setExpectedRevision(tenants.getTenant(dev.waypost.proto.config.v1.GetTenantRequest.newBuilder()
                                .setTenantId(gone)
                                .build())
                        .getTenant()
                        .getRevision())
                .setForce(true)
                .setPurgeNow(true)
                .build());

        Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
            Map<String, Long> left = rows(db, gone);
            left.values().removeIf(count -> count == 0);
            assertThat(left).isEmpty();
        });
        assertThat(rows(db, stays).get("send.message")).isPositive();
        assertThat(rows(db, stays).get("ingress.body")).isPositive();
    }

    /// What a column must have is made up by its type, so that a table which comes later is filled as well;
    /// partitions get their rows through their table. In
    /// config-service tables refer to each other: its own tests fill them.
    private static void rowInEveryTable(Db db, String tenantId) {
        List<Column> columns = db.read(sql -> sql.list(
                """
                SELECT c.table_schema, c.table_name, c.column_name, c.data_type
                FROM information_schema.columns c
                JOIN information_schema.columns t ON t.table_schema = c.table_schema AND t.table_name = c.table_name
                  AND t.column_name = 'tenant_id'
                WHERE c.table_schema IN ('send', 'ingress', 'health') AND c.is_nullable = 'NO'
                  AND c.column_default IS NULL AND c.is_identity = 'NO' AND c.is_generated = 'NEVER'
                  AND NOT EXISTS (SELECT 1 FROM pg_class p JOIN pg_namespace n ON n.oid = p.relnamespace
                    WHERE n.nspname = c.table_schema AND p.relname = c.table_name AND p.relispartition)""",
                row -> new Column(
                        row.string("table_schema"),
                        row.string("table_name"),
                        row.string("column_name"),
                        row.string("data_type"))));
        var tables = new HashMap<String, List<Column>>();
        columns.forEach(
                column -> tables.computeIfAbsent(column.schema() + "." + column.table(), table -> new ArrayList<>())
                        .add(column));
        tables.forEach((table, of) -> db.run(sql -> sql.update("INSERT INTO " + table + " ("
                + String.join(", ", of.stream().map(Column::name).toList()) + ") VALUES ("
                + String.join(", ", of.stream().map(c -> value(c, tenantId)).toList())
                // A worker that keeps a list of tenants may have been faster.
                + ") ON CONFLICT DO NOTHING")));
    }

    private static String value(Column column, String tenantId) {
        if (column.name().equals("tenant_id")) {
            return "'" + tenantId + "'";
        }
        return switch (column.type()) {
            // Long ago or far away, so that no worker takes the row.
            case "timestamp with time zone" -> "now() + interval '1 day'";
            case "date" -> "current_date";
            case "integer", "bigint", "smallint", "double precision" -> "60000";
            case "boolean" -> "false";
            case "bytea" -> "'\\x00'";
            case "jsonb" -> "'{}'";
            case "ARRAY" -> "'{}'";
            default -> "'" + tenantId + "-" + column.name() + "'";
        };
    }

    private static Map<String, Long> rows(Db db, String tenantId) {
        List<String> tables = db.read(sql -> sql.list("""
                SELECT c.table_schema || '.' || c.table_name AS found FROM information_schema.columns c
                JOIN information_schema.tables t USING (table_schema, table_name)
                WHERE c.column_name = 'tenant_id' AND t.table_type = 'BASE TABLE'
                  AND NOT EXISTS (SELECT 1 FROM pg_class p JOIN pg_namespace n ON n.oid = p.relnamespace
                    WHERE n.nspname = c.table_schema AND p.relname = c.table_name AND p.relispartition)
                  AND (table_schema <> 'config' OR c.table_name IN ('tenant', 'change_document'))""", row -> row.string("found")));
        var rows = new HashMap<String, Long>();
        for (String table : tables) {
            rows.put(
                    table,
                    db.read(sql -> sql.one(
                                    "SELECT count(*) AS n FROM " + table + " WHERE tenant_id = ?",
                                    row -> row.longValue("n"),
                                    tenantId))
                            .orElseThrow());
        }
        return rows;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
