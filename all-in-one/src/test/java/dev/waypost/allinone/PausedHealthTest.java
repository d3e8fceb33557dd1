package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.health.v1.Failover;
import dev.waypost.proto.health.v1.FailoverState;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.testkit.ServiceProcess;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Two health-services see the same falls. One of them is stopped in the middle, for longer than its leases
/// last, and goes on as if nothing had been.
class PausedHealthTest {
    private static final Map<String, Object> SHORT = Map.of(
            "waypost.health.probe.timeout", "1s",
            "waypost.health.probe.lease", "3s",
            "waypost.health.failover.lease", "3s");

    @Test
    void a_process_that_was_paused_past_its_leases_switches_nothing_a_second_time() {
        // The one in this process only answers.
        try (var scene = new FailoverScene(
                Map.of("waypost.health.probe.enabled", "false", "waypost.health.failover.enabled", "false"))) {
            try (var one = ServiceProcess.start("health", scene.healthSettings(SHORT));
                    var other = ServiceProcess.start("health", scene.healthSettings(SHORT))) {
                play(scene, one, other);
            }
        }
    }

    private static void play(FailoverScene scene, ServiceProcess one, ServiceProcess other) {
        List<String> tenants = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String tenant = scene.tenant(
                    RoutingPolicy.ROUTING_POLICY_STANDBY,
                    TenantPolicy.newBuilder().setFailoverCooldown(FailoverScene.seconds(600)));
            broken.add(scene.endpoint(tenant, "first"));
            scene.endpoint(tenant, "second");
            tenants.add(tenant);
        }
        for (String tenant : tenants) {
            scene.awaitStatus(tenant, "first", HealthStatus.HEALTH_STATUS_HEALTHY);
            scene.awaitStatus(tenant, "second", HealthStatus.HEALTH_STATUS_HEALTHY);
        }

        scene.breaks("\"code\":190", broken.toArray(String[]::new));
        // Somewhere between a probe, a verdict, a decision and its commit.
        await().atMost(FailoverScene.PATIENCE)
                .until(() -> tenants.stream()
                        .anyMatch(tenant ->
                                scene.health(tenant, "first").getStatus() == HealthStatus.HEALTH_STATUS_UNHEALTHY));
        one.pause();
        tenants.forEach(tenant -> scene.awaitActive(tenant, "second"));
        one.resume();

        // The paused one works again: it has a lease once more, and its share of the lanes is probed.
        await().atMost(FailoverScene.PATIENCE).until(() -> workers(scene) == 2);
        for (String tenant : tenants) {
            var before = scene.health(tenant, "second").getLastCheckTime();
            await().atMost(FailoverScene.PATIENCE)
                    .until(() ->
                            !scene.health(tenant, "second").getLastCheckTime().equals(before));
            await().atMost(FailoverScene.PATIENCE)
                    .untilAsserted(() -> assertThat(scene.failovers(tenant))
                            .filteredOn(failover -> failover.getState() == FailoverState.FAILOVER_STATE_DONE)
                            .hasSize(1));
            assertThat(switches(scene, tenant))
                    .as(scene.failovers(tenant).toString())
                    .isEqualTo(1);
            assertThat(scene.failovers(tenant))
                    .extracting(Failover::getState)
                    .doesNotContain(FailoverState.FAILOVER_STATE_DECIDED);
        }
    }

    private static long workers(FailoverScene scene) {
        return scene.health
                .bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM lane_worker WHERE queue = 'probe' AND lease_until > now()",
                        row -> row.longValue("n")))
                .orElseThrow();
    }

    /// As config-service's audit counts them.
    private static long switches(FailoverScene scene, String tenant) {
        return scene.config
                .bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM change WHERE tenant_id = ? AND action = 'endpoint.switched'",
                        row -> row.longValue("n"),
                        tenant))
                .orElseThrow();
    }
}
