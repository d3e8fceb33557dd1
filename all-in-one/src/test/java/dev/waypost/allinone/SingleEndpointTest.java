package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.config.v1.UnhealthyPolicy;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.testkit.Fixtures;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Where there is no other endpoint, messages wait for the one there is or are held for a person, as the tenant says.
class SingleEndpointTest {
    @Test
    void messages_wait_for_the_endpoint_or_are_held_for_review() {
        try (var scene = new FailoverScene(Map.of())) {
            String waiting = tenant(scene, UnhealthyPolicy.UNHEALTHY_POLICY_WAIT);
            String holding = tenant(scene, UnhealthyPolicy.UNHEALTHY_POLICY_HOLD);
            String ofWaiting = scene.endpoint(waiting, "main");
            String ofHolding = scene.endpoint(holding, "main");
            scene.awaitStatus(waiting, "main", HealthStatus.HEALTH_STATUS_HEALTHY);
            scene.awaitStatus(holding, "main", HealthStatus.HEALTH_STATUS_HEALTHY);
            scene.breaks("\"code\":190", ofWaiting, ofHolding);
            scene.awaitStatus(waiting, "main", HealthStatus.HEALTH_STATUS_UNHEALTHY);
            scene.awaitStatus(holding, "main", HealthStatus.HEALTH_STATUS_UNHEALTHY);

            String to = Fixtures.phone();
            String waits = scene.send(waiting, to);
            String held = scene.send(holding, Fixtures.phone());

            awaitState(scene, holding, held, MessageState.MESSAGE_STATE_HELD);
            await().atMost(FailoverScene.PATIENCE)
                    .until(() -> scene.message(waiting, waits).getAttemptsCount() > 0);
            assertThat(scene.message(waiting, waits).getState()).isEqualTo(MessageState.MESSAGE_STATE_QUEUED);
            scene.heals();
            awaitState(scene, waiting, waits, MessageState.MESSAGE_STATE_SENT);
            assertThat(scene.sentThrough(ofWaiting)).containsExactly(to);
            assertThat(scene.message(holding, held).getState()).isEqualTo(MessageState.MESSAGE_STATE_HELD);
            assertThat(scene.sentThrough(ofHolding)).isEmpty();
            assertThat(scene.failovers(waiting)).isEmpty();
            assertThat(scene.failovers(holding)).isEmpty();
        }
    }

    private static String tenant(FailoverScene scene, UnhealthyPolicy wish) {
        return scene.tenant(
                RoutingPolicy.ROUTING_POLICY_SINGLE, TenantPolicy.newBuilder().setWhenUnhealthy(wish));
    }

    private static void awaitState(FailoverScene scene, String tenant, String messageId, MessageState state) {
        await().atMost(FailoverScene.PATIENCE)
                .untilAsserted(() ->
                        assertThat(scene.message(tenant, messageId).getState()).isEqualTo(state));
    }
}
