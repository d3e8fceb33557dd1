package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.waypost.platform.db.Db;
import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.SwitchEndpointRequest;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.health.v1.Failover;
import dev.waypost.proto.health.v1.FailoverState;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.testkit.ServiceProcess;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Two health-services see the same falls. One of them is stopped between its decision and the commit, for longer than
/// its leases last, and goes on as if nothing had been; what it asked for arrives when all is over.
class PausedHealthTest {
    private static final int TENANTS = 4;
    private static final Map<String, Object> SHORT = Map.of(
            "waypost.health.probe.timeout", "1s",
            "waypost.health.probe.lease", "3s",
            "waypost.health.failover.lease", "3s");

    @Test
    void a_process_that_was_paused_past_its_leases_switches_nothing_a_second_time() {
        // The one in this process only answers.
        try (var scene = new FailoverScene(
                Map.of("waypost.health.probe.enabled", "false", "waypost.health.failover.enabled", "false"))) {
            var settings = new HashMap<>(SHORT);
            try (var gate = new Gate(
                    scene.config.grpcAddress(),
                    EndpointServiceGrpc.getSwitchEndpointMethod().getFullMethodName())) {
                settings.put("waypost.peers.config", gate.address());
                try (var one = ServiceProcess.start("health", scene.healthSettings(settings))) {
                    play(scene, gate, one);
                }
            }
        }
    }

    private static void play(FailoverScene scene, Gate gate, ServiceProcess one) {
        List<String> tenants = new ArrayList<>();
        List<String> broken = new ArrayList<>();
        for (int i = 0; i < TENANTS; i++) {
            String tenant = scene.tenant(
                    RoutingPolicy.ROUTING_POLICY_STANDBY,
                    TenantPolicy.newBuilder().setFailoverCooldown(FailoverScene.seconds(600)));
            broken.add(scene.endpoint(tenant, "first"));
            scene.endpoint(tenant, "second");
            tenants.add(tenant);
        }
        awaitHealthy(scene, tenants, "first");
        awaitHealthy(scene, tenants, "second");
        gate.holds();
        scene.breaks("\"code\":190", broken.toArray(String[]::new));
        await().atMost(FailoverScene.PATIENCE)
                .untilAsserted(() -> assertThat(asked(gate)).containsAll(tenants));
        one.pause();

        try (var other = ServiceProcess.start("health", scene.healthSettings(SHORT))) {
            tenants.forEach(tenant -> scene.awaitActive(tenant, "second"));
            tenants.forEach(tenant -> awaitEnded(scene, tenant));
            scene.heals();
            awaitHealthy(scene, tenants, "first");
            tenants.forEach(tenant -> scene.switches(tenant, "first"));

            // What was on its way all the time would move everybody once more.
            int late = gate.letsGo();
            assertThat(late).isGreaterThanOrEqualTo(TENANTS);
            await().atMost(FailoverScene.PATIENCE).until(() -> gate.arrived() >= late);
            tenants.forEach(tenant -> assertSwitched(scene, tenant));

            one.resume();
            // It has a lease once more, and its share of the lanes is probed.
            await().atMost(FailoverScene.PATIENCE).until(() -> workers(scene) == 2);
            for (String tenant : tenants) {
                var before = scene.health(tenant, "second").getLastCheckTime();
                await().atMost(FailoverScene.PATIENCE)
                        .until(() -> !scene.health(tenant, "second")
                                .getLastCheckTime()
                                .equals(before));
                assertSwitched(scene, tenant);
                assertThat(scene.failovers(tenant))
                        .extracting(Failover::getState)
                        .doesNotContain(FailoverState.FAILOVER_STATE_DECIDED);
            }
        }
    }

    private static void awaitHealthy(FailoverScene scene, List<String> tenants, String endpointId) {
        tenants.forEach(tenant -> scene.awaitStatus(tenant, endpointId, HealthStatus.HEALTH_STATUS_HEALTHY));
    }

    /// One that was withdrawn before, when a busy machine let a probe wait too long, switched nobody.
    private static void awaitEnded(FailoverScene scene, String tenant) {
        await().atMost(FailoverScene.PATIENCE)
                .untilAsserted(() -> assertThat(scene.failovers(tenant))
                        .extracting(Failover::getState)
                        .filteredOn(state -> state != FailoverState.FAILOVER_STATE_WITHDRAWN)
                        .containsExactly(FailoverState.FAILOVER_STATE_DONE));
    }

    /// Away from the one that fell by us, and back by a person.
    private static void assertSwitched(FailoverScene scene, String tenant) {
        assertThat(scene.endpointsWith(tenant, EndpointRole.ENDPOINT_ROLE_ACTIVE))
                .containsExactly("first");
        assertThat(switches(scene, tenant))
                .as(scene.failovers(tenant).toString())
                .isEqualTo(2);
        assertThat(scene.failovers(tenant))
                .filteredOn(failover -> failover.getState() == FailoverState.FAILOVER_STATE_DONE)
                .hasSize(1);
    }

    private static List<String> asked(Gate gate) {
        return gate.held().stream().map(PausedHealthTest::tenant).toList();
    }

    private static String tenant(byte[] request) {
        try {
            return SwitchEndpointRequest.parseFrom(request).getTenantId();
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(e);
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
