package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.proto.config.v1.FailoverMode;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.health.v1.FailoverState;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.testkit.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Tries are an hour apart: messages that failed on the endpoint that fell are on the standby long before that.
class QueuedMessagesTest {
    private static final int MESSAGES = 12;

    @Test
    void what_waits_for_the_endpoint_that_fell_follows_the_switch_at_once() {
        try (var scene = new FailoverScene(
                Map.of(), Map.of("waypost.send.dispatch.retry-base", "1h", "waypost.send.dispatch.retry-cap", "1h"))) {
            String tenant = scene.tenant(
                    RoutingPolicy.ROUTING_POLICY_STANDBY,
                    TenantPolicy.newBuilder().setFailoverMode(FailoverMode.FAILOVER_MODE_APPROVAL));
            String first = scene.endpoint(tenant, "first");
            String second = scene.endpoint(tenant, "second");
            scene.awaitStatus(tenant, "first", HealthStatus.HEALTH_STATUS_HEALTHY);
            scene.awaitStatus(tenant, "second", HealthStatus.HEALTH_STATUS_HEALTHY);

            scene.breaks("\"code\":190", first);
            List<String> numbers = new ArrayList<>();
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < MESSAGES; i++) {
                numbers.add(Fixtures.phone());
                ids.add(scene.send(tenant, numbers.getLast()));
            }
            await().atMost(FailoverScene.PATIENCE)
                    .until(() -> ids.stream()
                            .allMatch(id -> scene.message(tenant, id).getAttemptsCount() > 0));
            await().atMost(FailoverScene.PATIENCE)
                    .untilAsserted(() -> assertThat(scene.failovers(tenant))
                            .first()
                            .satisfies(failover ->
                                    assertThat(failover.getState()).isEqualTo(FailoverState.FAILOVER_STATE_PROPOSED)));

            scene.approve(tenant, scene.failovers(tenant).getFirst().getFailoverId());

            await().atMost(FailoverScene.PATIENCE)
                    .untilAsserted(() -> assertThat(ids)
                            .allSatisfy(
                                    id -> assertThat(scene.message(tenant, id).getState())
                                            .isEqualTo(MessageState.MESSAGE_STATE_SENT)));
            assertThat(scene.sentThrough(second)).containsExactlyInAnyOrderElementsOf(numbers);
            assertThat(scene.sentThrough(first)).isEmpty();
        }
    }
}
