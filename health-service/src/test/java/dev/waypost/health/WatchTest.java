package dev.waypost.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.crypto.Vault;
import dev.waypost.proto.health.v1.CheckEndpointRequest;
import dev.waypost.proto.health.v1.EndpointHealth;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.proto.health.v1.ListVerdictChangesRequest;
import dev.waypost.proto.health.v1.VerdictChange;
import dev.waypost.proto.health.v1.WatchEndpointHealthRequest;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.Context;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static FakeMeta meta;
    private static FakeConfig config;
    private static ServiceUnderTest health;

    private final String tenant = Fixtures.tenantId();
    private final String number = Fixtures.phoneNumberId();

    @BeforeAll
    static void start() throws IOException {
        meta = new FakeMeta();
        config = new FakeConfig();
        health = ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url", Backends.freshDatabase(),
                        "waypost.peers.config", config.address(),
                        "waypost.health.probe.enabled", "false"));
    }

    @AfterAll
    static void stop() {
        health.close();
        config.close();
        meta.close();
    }

    @Test
    void a_stream_tells_what_is_and_then_each_change_of_its_tenant() {
        config.set(tenant, meta.url(), number, true, health.bean(Vault.class));
        check("c1");
        List<HealthStatus> seen = new CopyOnWriteArrayList<>();
        Context.CancellableContext watching = Context.current().withCancellation();
        Thread.ofVirtual().start(() -> watching.run(() -> watch(seen)));
        await().atMost(Duration.ofSeconds(30)).until(() -> seen.contains(HealthStatus.HEALTH_STATUS_HEALTHY));

        meta.refusesTheKey(number);
        check("c2");
        await().atMost(Duration.ofSeconds(30)).until(() -> seen.contains(HealthStatus.HEALTH_STATUS_UNHEALTHY));
        meta.isFine(number);
        check("c3");
        await().atMost(Duration.ofSeconds(30)).until(() -> seen.getLast() == HealthStatus.HEALTH_STATUS_HEALTHY);
        watching.cancel(null);

        assertThat(changes())
                .extracting(VerdictChange::getStatus)
                .containsExactly(
                        HealthStatus.HEALTH_STATUS_HEALTHY,
                        HealthStatus.HEALTH_STATUS_UNHEALTHY,
                        HealthStatus.HEALTH_STATUS_HEALTHY);
        assertThat(changes().get(1).getCause()).isNotEmpty().doesNotContain("token-" + number);
    }

    private void watch(List<HealthStatus> seen) {
        try {
            EndpointHealthServiceGrpc.newBlockingStub(health.admin())
                    .watchEndpointHealth(WatchEndpointHealthRequest.newBuilder()
                            .setTenantId(tenant)
                            .build())
                    .forEachRemaining(told -> seen.add(told.getEndpointHealth().getStatus()));
        } catch (StatusRuntimeException cancelled) {
            // The test has seen enough.
        }
    }

    private EndpointHealth check(String requestId) {
        return EndpointHealthServiceGrpc.newBlockingStub(health.admin())
                .checkEndpoint(CheckEndpointRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(requestId)
                        .build())
                .getEndpointHealth();
    }

    /// The latest first.
    private List<VerdictChange> changes() {
        return EndpointHealthServiceGrpc.newBlockingStub(health.admin())
                .listVerdictChanges(ListVerdictChangesRequest.newBuilder()
                        .setTenantId(tenant)
                        .build())
                .getChangesList();
    }
}
