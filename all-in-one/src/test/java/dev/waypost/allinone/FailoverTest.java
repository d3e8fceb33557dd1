package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.health.v1.Failover;
import dev.waypost.proto.health.v1.FailoverKind;
import dev.waypost.proto.health.v1.FailoverState;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.testkit.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// An endpoint breaks, and the tenant's messages go through another one: probes, verdict, decision, commit and
/// dispatch.
class FailoverTest {
    private static FailoverScene scene;

    @BeforeAll
    static void start() {
        scene = new FailoverScene(Map.of());
    }

    @AfterAll
    static void stop() {
        scene.close();
    }

    @Test
    void messages_follow_to_the_standby_and_none_goes_to_both() {
        String tenant = scene.tenant(RoutingPolicy.ROUTING_POLICY_STANDBY, TenantPolicy.newBuilder());
        String first = scene.endpoint(tenant, "first");
        String second = scene.endpoint(tenant, "second");
        scene.awaitStatus(tenant, "first", HealthStatus.HEALTH_STATUS_HEALTHY);
        scene.awaitStatus(tenant, "second", HealthStatus.HEALTH_STATUS_HEALTHY);
        List<String> numbers = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        send(tenant, numbers, ids);
        awaitSent(tenant, ids);
        assertThat(scene.sentThrough(first)).containsExactlyInAnyOrderElementsOf(numbers);

        scene.breaks("\"code\":190", first);
        send(tenant, numbers, ids);
        scene.awaitActive(tenant, "second");
        send(tenant, numbers, ids);

        awaitSent(tenant, ids);
        Set<String> throughFirst = scene.sentThrough(first);
        Set<String> throughSecond = scene.sentThrough(second);
        assertThat(throughFirst).doesNotContainAnyElementsOf(throughSecond).hasSize(5);
        assertThat(throughSecond).hasSize(10);
        assertThat(scene.endpointsWith(tenant, EndpointRole.ENDPOINT_ROLE_STANDBY))
                .containsExactly("first");
        await().atMost(FailoverScene.PATIENCE)
                .untilAsserted(
                        () -> assertThat(scene.failovers(tenant).getFirst().getState())
                                .isEqualTo(FailoverState.FAILOVER_STATE_DONE));
        Failover done = scene.failovers(tenant).getFirst();
        assertThat(done.getKind()).isEqualTo(FailoverKind.FAILOVER_KIND_FALL);
        assertThat(done.getFromEndpointId()).isEqualTo("first");
        assertThat(done.getToEndpointId()).isEqualTo("second");
        assertThat(done.getCause()).isNotEmpty().doesNotContain("token-" + first);
    }

    private static void send(String tenant, List<String> numbers, List<String> ids) {
        for (int i = 0; i < 5; i++) {
            String to = Fixtures.phone();
            numbers.add(to);
            ids.add(scene.send(tenant, to));
        }
    }

    private static void awaitSent(String tenant, List<String> ids) {
        await().atMost(FailoverScene.PATIENCE).untilAsserted(() -> {
            for (String id : ids) {
                assertThat(scene.message(tenant, id).getState()).isEqualTo(MessageState.MESSAGE_STATE_SENT);
            }
        });
    }
}
