package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.DeleteEndpointRequest;
import dev.waypost.proto.config.v1.DeleteGatewayCodeRequest;
import dev.waypost.proto.config.v1.DeleteGatewayRequest;
import dev.waypost.proto.config.v1.DeleteProjectRequest;
import dev.waypost.proto.config.v1.Gateway;
import dev.waypost.proto.config.v1.GatewayCodeEntry;
import dev.waypost.proto.config.v1.GatewayServiceGrpc;
import dev.waypost.proto.config.v1.ListGatewayCodesRequest;
import dev.waypost.proto.config.v1.Project;
import dev.waypost.proto.config.v1.SetGatewayCodeRequest;
import dev.waypost.proto.config.v1.UpdateGatewayRequest;
import dev.waypost.proto.config.v1.UpdateProjectRequest;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.testkit.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GatewaysTest {
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
    void a_gateway_is_in_the_snapshot_of_its_tenant_with_the_default_project() {
        String tenant = hub.tenant();
        hub.endpoint(tenant);
        Project project = hub.project(tenant);
        long before = config.tenant(tenant).getRevision();

        Gateway gateway = config.gateways()
                .createGateway(hub.newGateway(tenant)
                        .setDefaultProjectId(project.getProjectId())
                        .build())
                .getGateway();

        var snapshot = config.snapshot(tenant);
        assertThat(snapshot.revision()).isGreaterThan(before);
        var shown = snapshot.gateway(gateway.getGatewayId()).orElseThrow();
        assertThat(shown.word()).isEqualTo("salon");
        assertThat(shown.endpointId()).isEqualTo("main");
        assertThat(shown.active()).isTrue();
        assertThat(snapshot.defaultProjectOf(shown)).hasValueSatisfying(found -> {
            assertThat(found.projectId()).isEqualTo(project.getProjectId());
            assertThat(found.url()).isEqualTo(project.getUrl());
        });
        assertThat(snapshot.projects())
                .hasSize(1)
                .noneMatch(found -> found.phoneNumberId().matches("[0-9]+"));
        assertThat(gateway.getWord()).isEqualTo("Salon");
    }

    @Test
    void a_code_puts_the_gateway_into_the_snapshot_of_its_tenant_until_it_is_taken_back() {
        String platform = hub.tenant();
        String tenant = hub.tenant();
        Gateway gateway = hub.gateway(platform);
        long before = config.tenant(tenant).getRevision();
        long beforePlatform = config.tenant(platform).getRevision();

        GatewayCodeEntry code =
                config.gateways().setGatewayCode(code(gateway, "A-42", tenant)).getCode();

        assertThat(code.getLinkText()).isEqualTo("start_Salon_A-42");
        var shown = config.snapshot(tenant).gateway(gateway.getGatewayId()).orElseThrow();
        assertThat(shown.codes()).containsExactly("a-42");
        assertThat(shown.tenantId()).isEqualTo(platform);
        assertThat(shown.endpointId()).isEqualTo("main");
        assertThat(config.tenant(tenant).getRevision()).isGreaterThan(before);
        assertThat(config.tenant(platform).getRevision()).isEqualTo(beforePlatform);

        config.gateways()
                .deleteGatewayCode(DeleteGatewayCodeRequest.newBuilder()
                        .setRequestId(requestId())
                        .setGatewayId(gateway.getGatewayId())
                        .setCode("a-42")
                        .setTenantId(tenant)
                        .build());
        assertThat(config.snapshot(tenant).gateways()).isEmpty();
    }

    @Test
    void a_code_is_one_tenant_s_however_it_is_written_and_giving_it_again_changes_nothing() {
        Gateway gateway = hub.gateway(hub.tenant());
        String tenant = hub.tenant();
        var first = config.gateways().setGatewayCode(code(gateway, "Agent7", tenant));
        long revision = config.tenant(tenant).getRevision();

        var again = config.gateways().setGatewayCode(code(gateway, "AGENT7", tenant));
        Fault other = fault(() -> config.gateways().setGatewayCode(code(gateway, "agent7", hub.tenant())));

        assertThat(again.getCode()).isEqualTo(first.getCode());
        assertThat(config.tenant(tenant).getRevision()).isEqualTo(revision);
        assertThat(other.reason()).isEqualTo(Reason.ALREADY_EXISTS);
        assertThat(other.text()).contains("Agent7").contains(tenant);
    }

    @Test
    void codes_of_two_gateways_do_not_clash() {
        String tenant = hub.tenant();
        Gateway one = hub.gateway(hub.tenant());
        Gateway two = hub.gateway(hub.tenant());

        config.gateways().setGatewayCode(code(one, "7", tenant));
        config.gateways().setGatewayCode(code(two, "7", hub.tenant()));

        assertThat(config.snapshot(tenant).gateways()).hasSize(1);
    }

    @Test
    void a_word_or_code_that_would_make_a_link_ambiguous_is_refused() {
        String tenant = hub.tenant();
        Gateway gateway = hub.gateway(tenant);

        Fault word = fault(() -> config.gateways()
                .createGateway(hub.newGateway(tenant).setWord("my_salon").build()));
        Fault code = fault(() -> config.gateways().setGatewayCode(code(gateway, "a_1", tenant)));

        assertThat(word.violations()).extracting(Fault.Violation::field).containsExactly("word");
        assertThat(code.violations()).extracting(Fault.Violation::field).containsExactly("code");
    }

    @Test
    void an_endpoint_speaks_for_one_gateway_and_stays_while_it_does() {
        String tenant = hub.tenant();
        Gateway gateway = hub.gateway(tenant);

        Fault second = fault(
                () -> config.gateways().createGateway(hub.newGateway(tenant).build()));
        Fault deleted = fault(() -> config.endpoints()
                .deleteEndpoint(DeleteEndpointRequest.newBuilder()
                        .setRequestId(requestId())
                        .setTenantId(tenant)
                        .setEndpointId("main")
                        .build()));
        Fault replaced = fault(() -> config.endpoints()
                .setEndpoint(ConfigHarness.meta(tenant, Fixtures.phoneNumberId())
                        .setEndpointId("next")
                        .build()));

        assertThat(second.reason()).isEqualTo(Reason.ALREADY_EXISTS);
        assertThat(second.metadata())
                .containsEntry("clash", "endpoint_id")
                .containsEntry("gateway_id", gateway.getGatewayId());
        for (Fault held : List.of(deleted, replaced)) {
            assertThat(held.reason()).isEqualTo(Reason.IN_USE);
            assertThat(held.text()).contains("1 gateway: " + gateway.getGatewayId());
        }
    }

    @Test
    void a_gateway_needs_an_endpoint_that_is_there_and_a_project_that_is_its_tenant_s() {
        String tenant = hub.tenant();
        Fault without = fault(
                () -> config.gateways().createGateway(hub.newGateway(tenant).build()));
        hub.endpoint(tenant);
        Project foreign = hub.project(hub.tenant());

        Fault project = fault(() -> config.gateways()
                .createGateway(hub.newGateway(tenant)
                        .setDefaultProjectId(foreign.getProjectId())
                        .build()));
        Fault missing = fault(() -> config.gateways()
                .createGateway(
                        hub.newGateway(tenant).setDefaultProjectId("none").build()));

        assertThat(without.reason()).isEqualTo(Reason.ENDPOINT_NOT_FOUND);
        assertThat(project.violations()).extracting(Fault.Violation::field).containsExactly("default_project_id");
        assertThat(missing.reason()).isEqualTo(Reason.PROJECT_NOT_FOUND);
    }

    @Test
    void what_tenants_with_codes_see_changes_with_the_gateway() {
        String platform = hub.tenant();
        String tenant = hub.tenant();
        Gateway gateway = hub.gateway(platform);
        config.gateways().setGatewayCode(code(gateway, "1", tenant));
        long before = config.tenant(tenant).getRevision();

        Gateway named = update(gateway.getGatewayId(), 1, r -> r.setName("Other"));
        long afterName = config.tenant(tenant).getRevision();
        update(
                gateway.getGatewayId(),
                named.getRevision(),
                r -> r.setWord("Spa").setActive(false));

        var shown = config.snapshot(tenant).gateway(gateway.getGatewayId()).orElseThrow();
        assertThat(afterName).isEqualTo(before);
        assertThat(config.tenant(tenant).getRevision()).isGreaterThan(before);
        assertThat(shown.word()).isEqualTo("spa");
        assertThat(shown.active()).isFalse();
    }

    @Test
    void a_gateway_moves_to_another_tenant_s_endpoint() {
        String old = hub.tenant();
        String next = hub.tenant();
        Gateway gateway = hub.gateway(old);
        hub.endpoint(next);

        update(gateway.getGatewayId(), 1, r -> r.setTenantId(next));

        assertThat(config.snapshot(old).gateways()).isEmpty();
        assertThat(config.snapshot(next).gateways()).hasSize(1);
    }

    @Test
    void a_gateway_with_codes_is_deleted_only_by_force_and_leaves_all_snapshots() {
        String platform = hub.tenant();
        String tenant = hub.tenant();
        Gateway gateway = hub.gateway(platform);
        config.gateways().setGatewayCode(code(gateway, "x1", tenant));
        config.gateways().setGatewayCode(code(gateway, "x2", tenant));

        Fault held = fault(() -> config.gateways().deleteGateway(deletion(gateway, false)));
        config.gateways().deleteGateway(deletion(gateway, true));

        assertThat(held.reason()).isEqualTo(Reason.IN_USE);
        assertThat(held.metadata()).containsEntry("held_by", "2 codes: x1, x2");
        assertThat(config.snapshot(platform).gateways()).isEmpty();
        assertThat(config.snapshot(tenant).gateways()).isEmpty();
    }

    @Test
    void a_default_project_is_neither_deleted_nor_moved_away_but_can_be_let_go() {
        String tenant = hub.tenant();
        hub.endpoint(tenant);
        Project project = hub.project(tenant);
        Gateway gateway = config.gateways()
                .createGateway(hub.newGateway(tenant)
                        .setDefaultProjectId(project.getProjectId())
                        .build())
                .getGateway();

        Fault deleted = fault(() -> config.hub()
                .deleteProject(DeleteProjectRequest.newBuilder()
                        .setRequestId(requestId())
                        .setProjectId(project.getProjectId())
                        .build()));
        Fault moved = fault(() -> config.hub()
                .updateProject(UpdateProjectRequest.newBuilder()
                        .setRequestId(requestId())
                        .setProjectId(project.getProjectId())
                        .setExpectedRevision(1)
                        .setTenantId(hub.tenant())
                        .build()));
        update(gateway.getGatewayId(), 1, r -> r.setDefaultProjectId(""));

        for (Fault held : List.of(deleted, moved)) {
            assertThat(held.reason()).isEqualTo(Reason.IN_USE);
            assertThat(held.text()).contains("1 gateway: " + gateway.getGatewayId());
        }
        assertThat(config.snapshot(tenant).projects()).isEmpty();
    }

    @Test
    void an_operator_of_a_tenant_gives_codes_only_where_the_tenant_is_at_home_or_was_let_in() {
        String platform = hub.tenant();
        String tenant = hub.tenant();
        Gateway gateway = hub.gateway(platform);
        var operator = GatewayServiceGrpc.newBlockingStub(config.as(Role.ROLE_OPERATOR, tenant));

        Fault outside = fault(() -> operator.setGatewayCode(code(gateway, "first", tenant)));
        config.gateways().setGatewayCode(code(gateway, "first", tenant));
        var inside = operator.setGatewayCode(code(gateway, "second", tenant));
        Fault taken = fault(() -> {
            config.gateways().setGatewayCode(code(gateway, "third", platform));
            operator.setGatewayCode(code(gateway, "third", tenant));
        });
        Fault stolen = fault(() -> operator.deleteGatewayCode(DeleteGatewayCodeRequest.newBuilder()
                .setRequestId(requestId())
                .setGatewayId(gateway.getGatewayId())
                .setCode("third")
                .setTenantId(tenant)
                .build()));

        assertThat(outside.reason()).isEqualTo(Reason.GATEWAY_NOT_FOUND);
        assertThat(inside.getCode().getTenantId()).isEqualTo(tenant);
        assertThat(taken.reason()).isEqualTo(Reason.ALREADY_EXISTS);
        assertThat(taken.getMessage()).doesNotContain(platform);
        assertThat(stolen.reason()).isEqualTo(Reason.GATEWAY_NOT_FOUND);
    }

    @Test
    void codes_are_listed_by_code_page_after_page_and_a_tenant_sees_its_own() {
        Gateway gateway = hub.gateway(hub.tenant());
        String tenant = hub.tenant();
        for (String code : List.of("c", "A", "e", "B", "d")) {
            config.gateways().setGatewayCode(code(gateway, code, tenant));
        }
        config.gateways().setGatewayCode(code(gateway, "foreign", hub.tenant()));
        var reader = GatewayServiceGrpc.newBlockingStub(config.as(Role.ROLE_TENANT_READ, tenant));

        List<String> found = new ArrayList<>();
        String token = "";
        do {
            var page = reader.listGatewayCodes(ListGatewayCodesRequest.newBuilder()
                    .setTenantId(tenant)
                    .setPageSize(2)
                    .setPageToken(token)
                    .build());
            page.getCodesList().forEach(code -> found.add(code.getCode()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        var all = config.gateways()
                .listGatewayCodes(ListGatewayCodesRequest.newBuilder()
                        .setGatewayId(gateway.getGatewayId())
                        .build());
        Fault broken = fault(() -> reader.listGatewayCodes(ListGatewayCodesRequest.newBuilder()
                .setTenantId(tenant)
                .setPageToken("nonsense")
                .build()));

        assertThat(found).containsExactly("A", "B", "c", "d", "e");
        assertThat(all.getCodesCount()).isEqualTo(6);
        assertThat(broken.reason()).isEqualTo(Reason.PAGE_TOKEN_INVALID);
    }

    private static Gateway update(String gatewayId, long revision, UnaryOperator<UpdateGatewayRequest.Builder> change) {
        return config.gateways()
                .updateGateway(change.apply(UpdateGatewayRequest.newBuilder()
                                .setRequestId(requestId())
                                .setGatewayId(gatewayId)
                                .setExpectedRevision(revision))
                        .build())
                .getGateway();
    }

    private static SetGatewayCodeRequest code(Gateway gateway, String code, String tenantId) {
        return SetGatewayCodeRequest.newBuilder()
                .setRequestId(requestId())
                .setGatewayId(gateway.getGatewayId())
                .setCode(code)
                .setTenantId(tenantId)
                .build();
    }

    private static DeleteGatewayRequest deletion(Gateway gateway, boolean force) {
        return DeleteGatewayRequest.newBuilder()
                .setRequestId(requestId())
                .setGatewayId(gateway.getGatewayId())
                .setForce(force)
                .build();
    }
}
