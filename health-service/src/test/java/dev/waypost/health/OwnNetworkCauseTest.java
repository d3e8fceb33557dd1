package dev.waypost.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.crypto.Vault;
import dev.waypost.proto.health.v1.CauseKind;
import dev.waypost.proto.health.v1.CheckEndpointRequest;
import dev.waypost.proto.health.v1.EndpointHealth;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Two servers that have nothing to do with each other: when both fall silent it is us, when one does it is that one.
class OwnNetworkCauseTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int EACH = 3;

    @Test
    void silence_of_one_server_is_its_own_and_silence_of_all_is_ours() throws IOException {
        try (var one = new FakeMeta();
                var other = new FakeMeta();
                var config = new FakeConfig();
                var health = ServiceUnderTest.start(
                        "health",
                        Map.of(
                                "waypost.db.url",
                                Backends.freshDatabase(),
                                "waypost.peers.config",
                                config.address(),
                                "waypost.health.probe.enabled",
                                "false",
                                "waypost.health.failover.brake-least",
                                "4"))) {
            Map<String, String> here = tenants(config, one, health);
            Map<String, String> there = tenants(config, other, health);
            here.keySet().forEach(tenant -> awaitCause(health, tenant, CauseKind.CAUSE_KIND_UNSPECIFIED));
            there.keySet().forEach(tenant -> awaitCause(health, tenant, CauseKind.CAUSE_KIND_UNSPECIFIED));

            here.values().forEach(one::isSilent);
            for (String tenant : here.keySet()) {
                assertThat(check(health, tenant).getCauseKind()).isEqualTo(CauseKind.CAUSE_KIND_TRANSPORT);
                assertThat(check(health, tenant).getCauseKind()).isEqualTo(CauseKind.CAUSE_KIND_TRANSPORT);
            }

            there.values().forEach(other::isSilent);
            there.keySet().forEach(tenant -> awaitCause(health, tenant, CauseKind.CAUSE_KIND_OURS));
            here.keySet().forEach(tenant -> awaitCause(health, tenant, CauseKind.CAUSE_KIND_OURS));

            here.values().forEach(one::isFine);
            there.values().forEach(other::isFine);
            here.keySet().forEach(tenant -> awaitWell(health, tenant));
            there.keySet().forEach(tenant -> awaitWell(health, tenant));
        }
    }

    private static Map<String, String> tenants(FakeConfig config, FakeMeta meta, ServiceUnderTest health) {
        Map<String, String> numbers = new LinkedHashMap<>();
        for (int i = 0; i < EACH; i++) {
            String tenant = Fixtures.tenantId();
            String number = Fixtures.phoneNumberId();
            config.set(tenant, meta.url(), number, true, health.bean(Vault.class));
            numbers.put(tenant, number);
        }
        return numbers;
    }

    private static void awaitCause(ServiceUnderTest health, String tenant, CauseKind kind) {
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(check(health, tenant).getCauseKind()).isEqualTo(kind));
    }

    private static void awaitWell(ServiceUnderTest health, String tenant) {
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(check(health, tenant).getStatus()).isEqualTo(HealthStatus.HEALTH_STATUS_HEALTHY));
    }

    private static EndpointHealth check(ServiceUnderTest health, String tenant) {
        return EndpointHealthServiceGrpc.newBlockingStub(health.admin())
                .checkEndpoint(CheckEndpointRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(Fixtures.id("req"))
                        .build())
                .getEndpointHealth();
    }
}
