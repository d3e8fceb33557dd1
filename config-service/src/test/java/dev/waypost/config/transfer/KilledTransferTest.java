package dev.waypost.config.transfer;

import static dev.waypost.config.transfer.TransferHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.proto.config.v1.BulkSwitchRequest;
import dev.waypost.proto.config.v1.ImportTenantsRequest;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.proto.operation.v1.OperationState;
import dev.waypost.testkit.ServiceProcess;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// A real process works, is killed in the middle, and another one goes on.
@DisplayNameGeneration(ReplaceUnderscores.class)
class KilledTransferTest {
    private static final String HEADER = "{\"waypost\":\"export\",\"version\":1}\n";
    private static final String TRAILER = "{\"end\":\"export\"}\n";

    private static TransferHarness successor;

    @BeforeAll
    static void start() {
        successor = TransferHarness.fresh();
    }

    @AfterAll
    static void stop() {
        successor.close();
    }

    @Test
    void an_import_whose_process_is_killed_stores_each_tenant_once() {
        int tenants = 12_000;
        String id = successor
                .startImport(file("import", tenants, 1), ImportTenantsRequest.newBuilder())
                .getOperationId();

        workAndKillAt(id, 1_000, tenants);
        Operation done = successor.work(id);

        assertThat(done.getState()).as(done.getFailureDetail()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(done.getDoneItems()).isEqualTo(tenants);
        assertThat(done.getFailedItems()).isZero();
        assertThat(count("SELECT count(*) AS n FROM tenant WHERE tenant_id LIKE 'import-%' AND revision = 1"))
                .isEqualTo(tenants);
        assertThat(count("SELECT count(*) AS n FROM endpoint WHERE tenant_id LIKE 'import-%' AND revision = 1"))
                .isEqualTo(tenants);
        assertThat(count("SELECT count(*) AS n FROM transfer_item WHERE outcome = 'DONE' AND operation_id = '" + id
                        + "'"))
                .isEqualTo(tenants);
        assertThat(count("SELECT count(*) AS n FROM change WHERE action = 'tenant.imported' AND tenant_id LIKE"
                        + " 'import-%'"))
                .isEqualTo(tenants);
    }

    @Test
    void a_bulk_switch_whose_process_is_killed_switches_each_tenant_once() {
        int tenants = 200;
        successor.importNow(file("switch", tenants, 2), ImportTenantsRequest.newBuilder());
        String id = successor
                .transfers()
                .bulkSwitch(BulkSwitchRequest.newBuilder()
                        .setRequestId(requestId())
                        .setServer("127.0.0.1:8190")
                        .setMaxPerSecond(100)
                        .build())
                .getOperation()
                .getOperationId();

        workAndKillAt(id, 20, tenants);
        Operation done = successor.work(id);

        assertThat(done.getState()).as(done.getFailureDetail()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(done.getFailedItems()).isZero();
        assertThat(count("SELECT count(*) AS n FROM endpoint WHERE tenant_id LIKE 'switch-%' AND endpoint_id = 'e1'"
                        + " AND role = 'ACTIVE'"))
                .isEqualTo(tenants);
        assertThat(count("SELECT count(*) AS n FROM change WHERE action = 'endpoint.switched' AND tenant_id LIKE"
                        + " 'switch-%'"))
                .isEqualTo(tenants);
    }

    private static void workAndKillAt(String operationId, int done, int of) {
        Map<String, Object> settings = Map.of(
                "waypost.db.url", successor.jdbcUrl,
                "waypost.redis.url", successor.redisUrl,
                "waypost.config.transfer.workers", "1");
        try (var _ = ServiceProcess.start("config", settings)) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> successor.get(operationId).getDoneItems() >= done);
        }
        Operation left = successor.get(operationId);
        assertThat(left.getDoneItems()).isLessThan(of);
        assertThat(left.getState()).isEqualTo(OperationState.OPERATION_STATE_RUNNING);
        successor.leasesRunOut();
    }

    /// Tenants with endpoints `e0`, the active one, and perhaps `e1` on another server.
    private static String file(String name, int tenants, int endpoints) {
        var text = new StringBuilder(HEADER);
        for (int i = 0; i < tenants; i++) {
            String tenant = name + "-" + i;
            text.append("{\"kind\":\"tenant\",\"object\":{\"tenant_id\":\"")
                    .append(tenant)
                    .append("\",\"name\":\"Salon\",\"policy\":{\"routing\":\"STANDBY\"},\"endpoints\":[");
            for (int e = 0; e < endpoints; e++) {
                text.append(e == 0 ? "" : ",")
                        .append("{\"endpoint_id\":\"e")
                        .append(e)
                        .append("\",\"provider\":\"WAHA\",\"role\":\"")
                        .append(e == 0 ? "ACTIVE" : "STANDBY")
                        .append("\",\"priority\":0,\"session\":\"s-")
                        .append(tenant)
                        .append("\",\"api_url\":\"http://127.0.0.1:")
                        .append((endpoints == 1 ? 8200 : 8190) + e)
                        .append("/waha\"}");
            }
            text.append("]}}\n");
        }
        return text.append(TRAILER).toString();
    }

    private static long count(String statement) {
        return successor
                .db()
                .read(sql -> sql.one(statement, row -> row.longValue("n")))
                .orElseThrow();
    }
}
