package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.meta;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.DeactivateEndpointRequest;
import dev.waypost.proto.config.v1.GetTenantRequest;
import dev.waypost.proto.config.v1.ListEndpointsRequest;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.SwitchEndpointRequest;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.testkit.Fixtures;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PoolSwitchTest {
    private static ConfigHarness config;

    @BeforeAll
    static void start() {
        config = new ConfigHarness();
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    @Test
    void in_a_pool_a_switch_drains_one_and_brings_back_another() {
        String pool = pool("a", "b", "c");

        config.endpoints().switchEndpoint(to(pool, "b").setFromEndpointId("a").build());
        assertThat(roles(pool)).containsExactlyInAnyOrder("a DRAINING", "b ACTIVE", "c ACTIVE");
        config.endpoints().switchEndpoint(to(pool, "a").build());
        assertThat(roles(pool)).containsExactlyInAnyOrder("a ACTIVE", "b ACTIVE", "c ACTIVE");

        long before = revision(pool);
        config.endpoints().switchEndpoint(to(pool, "a").build());
        Fault same = fault(() -> config.endpoints()
                .switchEndpoint(to(pool, "a").setFromEndpointId("a").build()));
        Fault stale = fault(() -> config.endpoints()
                .switchEndpoint(to(pool, "a").setExpectedRevision(before - 1).build()));
        assertThat(revision(pool)).isEqualTo(before);
        assertThat(same.violations()).extracting(Fault.Violation::field).containsExactly("from_endpoint_id");
        assertThat(stale.reason()).isEqualTo(Reason.REVISION_CONFLICT);

        config.endpoints().deactivateEndpoint(deactivation(pool, "a"));
        assertThat(fault(() -> config.endpoints()
                                .switchEndpoint(
                                        to(pool, "a").setFromEndpointId("b").build()))
                        .reason())
                .isEqualTo(Reason.ENDPOINT_DISABLED);
    }

    private static String pool(String... ids) {
        String tenant = Fixtures.tenantId();
        config.tenants()
                .createTenant(CreateTenantRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(requestId())
                        .setPolicy(TenantPolicy.newBuilder().setRouting(RoutingPolicy.ROUTING_POLICY_POOL))
                        .build());
        for (String id : ids) {
            config.endpoints()
                    .setEndpoint(meta(tenant, Fixtures.phoneNumberId())
                            .setEndpointId(id)
                            .build());
        }
        return tenant;
    }

    private static SwitchEndpointRequest.Builder to(String tenant, String endpoint) {
        return SwitchEndpointRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(requestId())
                .setToEndpointId(endpoint)
                .setExpectedRevision(revision(tenant));
    }

    private static DeactivateEndpointRequest deactivation(String tenant, String endpoint) {
        return DeactivateEndpointRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(requestId())
                .setEndpointId(endpoint)
                .build();
    }

    private static long revision(String tenant) {
        return config.tenants()
                .getTenant(GetTenantRequest.newBuilder().setTenantId(tenant).build())
                .getTenant()
                .getRevision();
    }

    private static List<String> roles(String tenant) {
        return config
                .endpoints()
                .listEndpoints(
                        ListEndpointsRequest.newBuilder().setTenantId(tenant).build())
                .getEndpointsList()
                .stream()
                .map(e -> e.getEndpointId() + " " + e.getRole().name().substring("ENDPOINT_ROLE_".length()))
                .toList();
    }
}
