package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.config.purge.PurgeWorker;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.DeleteTenantRequest;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceProcess;
import dev.waypost.testkit.ServiceUnderTest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class KilledPurgeTest {
    @Test
    void a_purge_whose_process_is_killed_is_ended_by_another_and_leaves_nothing() {
        try (var send = new PurgePeer();
                var ingress = new PurgePeer();
                var health = new PurgePeer()) {
            var settings = new HashMap<String, Object>(Map.of(
                    "waypost.db.url",
                    Backends.freshDatabase(),
                    "waypost.redis.url",
                    Backends.redisUrl() + "/15",
                    "waypost.config.purge.settle",
                    "0s",
                    "waypost.config.purge.retry",
                    "1ms",
                    "waypost.config.purge.pause",
                    "1h",
                    "waypost.peers.send",
                    send.address(),
                    "waypost.peers.ingress",
                    ingress.address(),
                    "waypost.peers.health",
                    health.address()));
            try (var successor = new ConfigHarness(ServiceUnderTest.start("config", settings))) {
                String tenant = Fixtures.tenantId();
                successor
                        .endpoints()
                        .setEndpoint(ConfigHarness.meta(tenant, Fixtures.phoneNumberId())
                                .setCreateTenant(true)
                                .build());
                int rows = 100_000;
                send.rows.put(tenant, rows);
                ingress.rows.put(tenant, rows);
                health.rows.put(tenant, rows);
                successor
                        .tenants()
                        .deleteTenant(DeleteTenantRequest.newBuilder()
                                .setTenantId(tenant)
                                .setRequestId(requestId())
                                .setExpectedRevision(successor.tenant(tenant).getRevision())
                                .setForce(true)
                                .setPurgeNow(true)
                                .build());

                settings.put("waypost.config.purge.pause", "100ms");
                try (var _ = ServiceProcess.start("config", settings)) {
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(60))
                            .pollInterval(Duration.ofMillis(1))
                            .until(() -> left(tenant, send, ingress, health) < 3 * rows - 200);
                }
                assertThat(left(tenant, send, ingress, health)).isPositive();
                assertThat(successor.tenant(tenant).getTenantId()).isEqualTo(tenant);
                for (PurgePeer peer : new PurgePeer[] {send, ingress, health}) {
                    // Enough for a successor that would begin anew to be seen, and not so much that it takes minutes.
                    peer.rows.computeIfPresent(tenant, (id, held) -> Math.min(held, 50));
                }
                Db db = successor.service.bean(Db.class);
                db.run(sql -> sql.update("UPDATE purge SET lease_until = now() - interval '1 second'"));

                successor.service.bean(PurgeWorker.class).runOnce();

                assertThat(left(tenant, send, ingress, health)).isZero();
                assertThat(fault(() -> successor.tenant(tenant)).reason()).isEqualTo(Reason.TENANT_NOT_FOUND);
                List<String> purged = db.read(sql -> sql.list(
                        "SELECT action FROM change WHERE tenant_id = ? AND action = 'tenant.purged'",
                        row -> row.string("action"),
                        tenant));
                List<String> underWay =
                        db.read(sql -> sql.list("SELECT tenant_id FROM purge", row -> row.string("tenant_id")));
                assertThat(purged).hasSize(1);
                assertThat(underWay).isEmpty();
            }
        }
    }

    private static int left(String tenant, PurgePeer... peers) {
        int left = 0;
        for (PurgePeer peer : peers) {
            left += peer.rows.getOrDefault(tenant, 0);
        }
        return left;
    }
}
