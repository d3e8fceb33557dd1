package dev.waypost.config.transfer;

import static dev.waypost.config.transfer.TransferHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.proto.config.v1.CreateGatewayRequest;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.GatewayServiceGrpc;
import dev.waypost.proto.config.v1.GetGatewayRequest;
import dev.waypost.proto.config.v1.ImportTenantsRequest;
import dev.waypost.proto.config.v1.ListGatewayCodesRequest;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.SetGatewayCodeRequest;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.testkit.Fixtures;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class GatewayTransferTest {
    private static TransferHarness from;
    private static TransferHarness into;

    @BeforeAll
    static void start() {
        from = TransferHarness.fresh();
        into = TransferHarness.fresh();
    }

    @AfterAll
    static void stop() {
        into.close();
        from.close();
    }

    @Test
    void a_gateway_its_codes_and_its_default_project_come_back_from_an_export() {
        String platform = from.newTenant(RoutingPolicy.ROUTING_POLICY_SINGLE).getTenantId();
        String guest = from.newTenant(RoutingPolicy.ROUTING_POLICY_SINGLE).getTenantId();
        from.endpoints()
                .setEndpoint(from.waha(platform, "main", "http://127.0.0.1:8190/waha")
                        .build());
        String project = from.hub()
                .createProject(CreateProjectRequest.newBuilder()
                        .setRequestId(requestId())
                        .setTenantId(platform)
                        .setUrl("http://127.0.0.1:8190/backend/a")
                        .build())
                .getProject()
                .getProjectId();
        String gateway = Fixtures.id("gw");
        gateways(from)
                .createGateway(CreateGatewayRequest.newBuilder()
                        .setRequestId(requestId())
                        .setGatewayId(gateway)
                        .setTenantId(platform)
                        .setEndpointId("main")
                        .setWord("Salon")
                        .setName("Shared number")
                        .setDefaultProjectId(project)
                        .build());
        gateways(from).setGatewayCode(code(gateway, "A-42", guest));
        gateways(from).setGatewayCode(code(gateway, "B-7", platform));

        String file = from.export("correct horse battery staple");
        Operation done =
                into.importNow(file, ImportTenantsRequest.newBuilder().setPassphrase("correct horse battery staple"));

        assertThat(done.getFailuresList()).isEmpty();
        var there = from(into, gateway);
        var here = from(from, gateway);
        assertThat(there).isEqualTo(here);
        assertThat(codes(into, gateway))
                .isEqualTo(codes(from, gateway))
                .containsExactly("A-42 " + guest, "B-7 " + platform);
        assertThat(into.snapshot(guest)).contains("\"codes\":[\"a-42\"]");
        assertThat(into.snapshot(platform)).contains(project);
        assertThat(into.export("correct horse battery staple").lines())
                .hasSameSizeAs(file.lines().toList());
    }

    private static String from(TransferHarness where, String gateway) {
        var found = gateways(where)
                .getGateway(GetGatewayRequest.newBuilder().setGatewayId(gateway).build())
                .getGateway();
        return found.toBuilder()
                .clearCreateTime()
                .clearUpdateTime()
                .clearRevision()
                .build()
                .toString();
    }

    private static List<String> codes(TransferHarness where, String gateway) {
        return gateways(where)
                .listGatewayCodes(ListGatewayCodesRequest.newBuilder()
                        .setGatewayId(gateway)
                        .build())
                .getCodesList()
                .stream()
                .map(code -> code.getCode() + " " + code.getTenantId())
                .toList();
    }

    private static SetGatewayCodeRequest code(String gateway, String code, String tenant) {
        return SetGatewayCodeRequest.newBuilder()
                .setRequestId(requestId())
                .setGatewayId(gateway)
                .setCode(code)
                .setTenantId(tenant)
                .build();
    }

    private static GatewayServiceGrpc.GatewayServiceBlockingStub gateways(TransferHarness where) {
        return GatewayServiceGrpc.newBlockingStub(where.service.admin());
    }
}
