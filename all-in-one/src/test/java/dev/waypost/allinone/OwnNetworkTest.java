package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.health.v1.FailoverHold;
import dev.waypost.proto.health.v1.FailoverState;
import dev.waypost.proto.health.v1.HealthStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Our own network is cut off from most of the world: everybody's active endpoint falls silent at once, and
/// nobody's traffic moves, neither while it lasts nor when it is over.
class OwnNetworkTest {
    @Test
    void the_brake_holds_while_most_endpoints_are_silent_and_lets_go_without_a_storm() {
        try (var scene = new FailoverScene(
                Map.of("waypost.health.failover.brake-share", "0.4", "waypost.health.failover.brake-least", "4"))) {
            List<String> tenants = new ArrayList<>();
            List<String> actives = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                String tenant = scene.tenant(
                        // Time enough for everybody to be seen silent once.
                        RoutingPolicy.ROUTING_POLICY_STANDBY,
                        TenantPolicy.newBuilder().setUnhealthyAfter(5));
                actives.add(scene.endpoint(tenant, "first"));
                // Reached another way, so that it works all the time.
                scene.endpointElsewhere(tenant, "second");
                tenants.add(tenant);
            }
            for (String tenant : tenants) {
                scene.awaitStatus(tenant, "first", HealthStatus.HEALTH_STATUS_HEALTHY);
                scene.awaitStatus(tenant, "second", HealthStatus.HEALTH_STATUS_HEALTHY);
            }

            scene.breaks("\"status\":503", actives.toArray(String[]::new));
            for (String tenant : tenants) {
                scene.awaitStatus(tenant, "first", HealthStatus.HEALTH_STATUS_UNHEALTHY);
            }
            await().atMost(FailoverScene.PATIENCE).untilAsserted(() -> {
                assertThat(scene.brakeHolds()).isTrue();
                for (String tenant : tenants) {
                    assertThat(scene.failovers(tenant))
                            .anySatisfy(failover ->
                                    assertThat(failover.getHold()).isEqualTo(FailoverHold.FAILOVER_HOLD_MASS_FAILURE));
                }
            });

            scene.heals();
            for (String tenant : tenants) {
                scene.awaitStatus(tenant, "first", HealthStatus.HEALTH_STATUS_HEALTHY);
                await().atMost(FailoverScene.PATIENCE)
                        .untilAsserted(() -> assertThat(
                                        scene.failovers(tenant).getFirst().getState())
                                .isEqualTo(FailoverState.FAILOVER_STATE_WITHDRAWN));
                assertThat(scene.endpointsWith(tenant, EndpointRole.ENDPOINT_ROLE_ACTIVE))
                        .containsExactly("first");
                assertThat(scene.failovers(tenant))
                        .noneMatch(failover -> failover.getState() == FailoverState.FAILOVER_STATE_DONE);
            }
            assertThat(scene.brakeHolds()).isFalse();
        }
    }
}
