package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.configclient.Endpoint;
import dev.waypost.configclient.Name;
import dev.waypost.configclient.Project;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.proto.config.v1.DeleteProjectRequest;
import dev.waypost.proto.config.v1.Gateway;
import dev.waypost.proto.config.v1.SetGatewayCodeRequest;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GatewayProjectsTest {
    private static ConfigHarness config;
    private static HubFixture hub;

    @BeforeAll
    static void start() {
        config = new ConfigHarness();
        hub = new HubFixture(config);
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    @Test
    void a_tenant_that_only_has_a_code_sees_its_own_projects_as_they_come_and_go() {
        Gateway gateway = hub.gateway(hub.tenant());
        String tenant = hub.tenant();
        String before = hub.project(tenant).getProjectId();
        code(gateway, tenant);
        long coded = config.tenant(tenant).getRevision();

        var later = hub.project(tenant);
        hub.project(hub.tenant());

        var snapshot = config.snapshot(tenant);
        assertThat(snapshot.revision()).isGreaterThan(coded);
        assertThat(snapshot.projectsOfUsers())
                .extracting(Project::projectId)
                .containsExactlyInAnyOrder(before, later.getProjectId());
        assertThat(snapshot.projects())
                .extracting(Project::phoneNumberId)
                .containsOnly(dev.waypost.configclient.Gateway.users(gateway.getGatewayId()));

        config.hub()
                .deleteProject(DeleteProjectRequest.newBuilder()
                        .setRequestId(requestId())
                        .setProjectId(later.getProjectId())
                        .build());
        assertThat(config.snapshot(tenant).projectsOfUsers())
                .extracting(Project::projectId)
                .containsExactly(before);
    }

    @Test
    void the_default_project_is_for_users_of_nobody_and_not_for_those_of_its_tenant() {
        String tenant = hub.tenant();
        hub.endpoint(tenant);
        String fallback = hub.newProject(tenant).clearTenantId().getProjectId();
        config.hub()
                .createProject(hub.newProject(tenant)
                        .setProjectId(fallback)
                        .clearTenantId()
                        .build());
        Gateway gateway = config.gateways()
                .createGateway(
                        hub.newGateway(tenant).setDefaultProjectId(fallback).build())
                .getGateway();
        code(gateway, tenant);
        String own = hub.project(tenant).getProjectId();

        var snapshot = config.snapshot(tenant);

        assertThat(snapshot.projectsOfUsers()).extracting(Project::projectId).containsExactly(own);
        assertThat(snapshot.defaultProjectOf(
                        snapshot.gateway(gateway.getGatewayId()).orElseThrow()))
                .map(Project::projectId)
                .hasValue(fallback);
    }

    @Test
    void a_gateway_is_found_by_its_id() {
        String tenant = hub.tenant();
        Gateway gateway = hub.gateway(tenant);
        try (var consumer = new SnapshotConsumer(config.service.grpcAddress(), Backends.redisUrl())) {
            var found = consumer.snapshots
                    .resolve(new Name.SharedNumber(gateway.getGatewayId()))
                    .orElseThrow();

            assertThat(found.endpoint()).map(Endpoint::id).hasValue("main");
            assertThat(found.tenant())
                    .isNotNull()
                    .extracting(TenantSnapshot::tenantId)
                    .isEqualTo(tenant);
            assertThat(found.gatewayId()).isEqualTo(gateway.getGatewayId());
            assertThat(consumer.snapshots.resolve(new Name.SharedNumber(Fixtures.id("gw"))))
                    .isEmpty();
        }
    }

    private static void code(Gateway gateway, String tenantId) {
        config.gateways()
                .setGatewayCode(SetGatewayCodeRequest.newBuilder()
                        .setRequestId(requestId())
                        .setGatewayId(gateway.getGatewayId())
                        .setCode("42")
                        .setTenantId(tenantId)
                        .build());
    }
}
