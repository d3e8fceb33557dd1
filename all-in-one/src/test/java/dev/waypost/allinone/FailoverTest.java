package dev.waypost.allinone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.FailBackPolicy;
import dev.waypost.proto.config.v1.FailoverMode;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.health.v1.DrainServerRequest;
import dev.waypost.proto.health.v1.Failover;
import dev.waypost.proto.health.v1.FailoverHold;
import dev.waypost.proto.health.v1.FailoverKind;
import dev.waypost.proto.health.v1.FailoverState;
import dev.waypost.proto.health.v1.GetServerRequest;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.proto.health.v1.ListServersRequest;
import dev.waypost.proto.health.v1.RestoreServerRequest;
import dev.waypost.proto.health.v1.Server;
import dev.waypost.proto.health.v1.ServerServiceGrpc;
import dev.waypost.proto.send.v1.MessageState;
import dev.waypost.testkit.Fixtures;
import io.grpc.StatusRuntimeException;
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
    private static final FailoverHold UNSPECIFIED = FailoverHold.FAILOVER_HOLD_UNSPECIFIED;

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

    @Test
    void an_endpoint_that_flaps_moves_the_traffic_once_within_the_cooldown() {
        String tenant = scene.tenant(
                RoutingPolicy.ROUTING_POLICY_STANDBY,
                TenantPolicy.newBuilder()
                        .setFailoverCooldown(FailoverScene.seconds(3600))
                        .setFailBack(FailBackPolicy.FAIL_BACK_POLICY_RETURN));
        String first = scene.endpoint(tenant, "first");
        String second = scene.endpoint(tenant, "second");
        scene.awaitStatus(tenant, "first", HealthStatus.HEALTH_STATUS_HEALTHY);
        scene.awaitStatus(tenant, "second", HealthStatus.HEALTH_STATUS_HEALTHY);

        scene.breaks("\"code\":190", first);
        scene.awaitActive(tenant, "second");
        for (int i = 0; i < 3; i++) {
            scene.breaks("\"code\":190", second);
            scene.awaitStatus(tenant, "second", HealthStatus.HEALTH_STATUS_UNHEALTHY);
            scene.awaitStatus(tenant, "first", HealthStatus.HEALTH_STATUS_HEALTHY);
            scene.breaks("\"code\":190", first);
            scene.awaitStatus(tenant, "first", HealthStatus.HEALTH_STATUS_UNHEALTHY);
            scene.awaitStatus(tenant, "second", HealthStatus.HEALTH_STATUS_HEALTHY);
        }

        assertThat(scene.endpointsWith(tenant, EndpointRole.ENDPOINT_ROLE_ACTIVE))
                .containsExactly("second");
        assertThat(scene.failovers(tenant))
                .filteredOn(failover -> failover.getState() == FailoverState.FAILOVER_STATE_DONE)
                .hasSize(1);
        assertThat(scene.failovers(tenant))
                .anySatisfy(failover ->
                        assertThat(failover.getHold()).isIn(FailoverHold.FAILOVER_HOLD_COOLDOWN, UNSPECIFIED));
        scene.heals();
    }

    @Test
    void a_pool_drains_who_fell_and_gives_the_share_back() {
        String tenant = scene.tenant(
                RoutingPolicy.ROUTING_POLICY_POOL,
                TenantPolicy.newBuilder().setFailoverCooldown(FailoverScene.seconds(1)));
        String first = scene.endpoint(tenant, "first");
        scene.endpoint(tenant, "second");
        scene.awaitStatus(tenant, "first", HealthStatus.HEALTH_STATUS_HEALTHY);
        scene.awaitStatus(tenant, "second", HealthStatus.HEALTH_STATUS_HEALTHY);

        scene.breaks("\"code\":190", first);
        scene.awaitActive(tenant, "second");
        assertThat(scene.endpointsWith(tenant, EndpointRole.ENDPOINT_ROLE_DRAINING))
                .containsExactly("first");
        scene.heals();
        scene.awaitActive(tenant, "first", "second");
    }

    @Test
    void where_the_tenant_says_so_a_person_approves() {
        String tenant = scene.tenant(
                RoutingPolicy.ROUTING_POLICY_STANDBY,
                TenantPolicy.newBuilder().setFailoverMode(FailoverMode.FAILOVER_MODE_APPROVAL));
        String first = scene.endpoint(tenant, "first");
        scene.endpoint(tenant, "second");
        scene.awaitStatus(tenant, "first", HealthStatus.HEALTH_STATUS_HEALTHY);
        scene.awaitStatus(tenant, "second", HealthStatus.HEALTH_STATUS_HEALTHY);

        scene.breaks("\"code\":190", first);
        await().atMost(FailoverScene.PATIENCE)
                .untilAsserted(() -> assertThat(scene.failovers(tenant))
                        .singleElement()
                        .satisfies(failover ->
                                assertThat(failover.getState()).isEqualTo(FailoverState.FAILOVER_STATE_PROPOSED)));
        assertThat(scene.endpointsWith(tenant, EndpointRole.ENDPOINT_ROLE_ACTIVE))
                .containsExactly("first");
        scene.approve(tenant, scene.failovers(tenant).getFirst().getFailoverId());

        scene.awaitActive(tenant, "second");
        assertThat(scene.failovers(tenant).getFirst().getDecidedBy()).isNotEmpty();
        scene.heals();
    }

    @Test
    void a_drained_server_loses_the_traffic_of_those_who_have_another_one() {
        String standby = scene.tenant(
                RoutingPolicy.ROUTING_POLICY_STANDBY,
                TenantPolicy.newBuilder()
                        .setFailoverCooldown(FailoverScene.seconds(1))
                        .setFailBack(FailBackPolicy.FAIL_BACK_POLICY_RETURN));
        String single = scene.tenant(RoutingPolicy.ROUTING_POLICY_SINGLE, TenantPolicy.newBuilder());
        scene.endpoint(standby, "here");
        scene.endpointElsewhere(standby, "there");
        scene.endpoint(single, "here");
        scene.awaitStatus(standby, "here", HealthStatus.HEALTH_STATUS_HEALTHY);
        scene.awaitStatus(standby, "there", HealthStatus.HEALTH_STATUS_HEALTHY);
        scene.awaitStatus(single, "here", HealthStatus.HEALTH_STATUS_HEALTHY);

        var servers = ServerServiceGrpc.newBlockingStub(scene.health.admin());
        var drained = servers.drainServer(DrainServerRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setServer(scene.server())
                .setCause("a new machine")
                .build());
        assertThat(drained.getServer().hasDrainSince()).isTrue();
        assertThat(drained.getTenants()).isGreaterThanOrEqualTo(2);
        scene.awaitActive(standby, "there");
        assertThat(scene.endpointsWith(single, EndpointRole.ENDPOINT_ROLE_ACTIVE))
                .containsExactly("here");
        assertThat(servers.listServers(ListServersRequest.getDefaultInstance()).getServersList())
                .anySatisfy(server -> {
                    assertThat(server.getServer()).isEqualTo(scene.server());
                    assertThat(server.getCarrying()).isPositive();
                    assertThat(server.getProvidersList()).contains("META_CLOUD");
                });

        // Nothing new comes to it; what is there may be changed.
        String late = scene.tenant(RoutingPolicy.ROUTING_POLICY_SINGLE, TenantPolicy.newBuilder());
        assertThat(FaultStatus.of(
                                catchThrowableOfType(StatusRuntimeException.class, () -> scene.endpoint(late, "here")))
                        .reason())
                .isEqualTo(Reason.SERVER_DRAINED);
        scene.endpoint(single, "here");
        scene.endpointElsewhere(late, "there");
        assertThat(FaultStatus.of(catchThrowableOfType(
                                StatusRuntimeException.class, () -> scene.switches(standby, "here")))
                        .reason())
                .isEqualTo(Reason.SERVER_DRAINED);

        servers.restoreServer(RestoreServerRequest.newBuilder()
                .setRequestId(Fixtures.id("req"))
                .setServer(scene.server())
                .build());
        scene.awaitActive(standby, "here");
        scene.endpoint(late, "here");
    }

    @Test
    void a_server_says_how_much_goes_through_it_and_how_much_of_it_fails() {
        String tenant = scene.tenant(
                RoutingPolicy.ROUTING_POLICY_SINGLE, TenantPolicy.newBuilder().setUnhealthyAfter(100));
        String number = scene.endpointElsewhere(tenant, "main");
        scene.awaitStatus(tenant, "main", HealthStatus.HEALTH_STATUS_HEALTHY);
        List<String> ids = new ArrayList<>();
        send(tenant, new ArrayList<>(), ids);
        awaitSent(tenant, ids);

        await().atMost(FailoverScene.PATIENCE)
                .untilAsserted(() -> assertThat(elsewhere().getSentPerSecond()).isPositive());
        assertThat(elsewhere().getErrorRate()).isZero();
        scene.breaksElsewhere("\"code\":131016", number);
        scene.send(tenant, Fixtures.phone());
        await().atMost(FailoverScene.PATIENCE)
                .untilAsserted(() -> assertThat(elsewhere().getErrorRate()).isPositive());
        scene.healsElsewhere();
    }

    private static Server elsewhere() {
        return ServerServiceGrpc.newBlockingStub(scene.health.admin())
                .getServer(GetServerRequest.newBuilder()
                        .setServer("http://" + scene.serverElsewhere() + "/meta")
                        .build())
                .getServer();
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
