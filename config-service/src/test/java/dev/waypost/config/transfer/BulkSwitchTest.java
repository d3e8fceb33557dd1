package dev.waypost.config.transfer;

import static dev.waypost.config.transfer.TransferHarness.fault;
import static dev.waypost.config.transfer.TransferHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.BulkSwitchRequest;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.ListEndpointsRequest;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.TenantSelection;
import dev.waypost.proto.config.v1.TransferItem;
import dev.waypost.proto.config.v1.TransferOutcome;
import dev.waypost.proto.error.v1.ErrorReason;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.proto.operation.v1.OperationState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class BulkSwitchTest {
    private TransferHarness config;

    @BeforeEach
    void start() {
        config = TransferHarness.fresh();
    }

    @AfterEach
    void stop() {
        config.close();
    }

    @Test
    void tenants_on_a_dead_server_go_to_their_best_standby_that_is_elsewhere() {
        String first = standby("http://127.0.0.1:8190/waha", "http://127.0.0.1:8191/waha");
        String none = standby("http://127.0.0.1:8190/waha", "http://127.0.0.1:8190/other");
        String elsewhere = standby("http://127.0.0.1:8192/waha", "http://127.0.0.1:8191/waha");

        Operation dry = run(server("127.0.0.1:8190").setDryRun(true));
        String afterDry = active(first).getEndpointId();
        Operation done = run(server("127.0.0.1:8190").setCause("server is dead"));

        assertThat(dry.getDoneItems()).isEqualTo(2);
        assertThat(dry.getDryRun()).isTrue();
        assertThat(done.getDryRun()).isFalse();
        assertThat(afterDry).isEqualTo("one");
        assertThat(done.getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(done.getTotalItems()).isEqualTo(2);
        assertThat(done.getFailuresList())
                .singleElement()
                .satisfies(f -> assertThat(f.getReason()).isEqualTo(ErrorReason.ERROR_REASON_NO_ROUTE));
        assertThat(active(first).getEndpointId()).isEqualTo("two");
        assertThat(active(none).getEndpointId()).isEqualTo("one");
        assertThat(active(elsewhere).getEndpointId()).isEqualTo("one");
        List<String> causes = config.db()
                .read(sql -> sql.list(
                        "SELECT d.cause FROM change c JOIN change_document d USING (change_id)"
                                + " WHERE c.action = 'endpoint.switched'",
                        row -> row.string("cause")));
        assertThat(causes).containsExactly("server is dead");
    }

    @Test
    void a_new_server_replaces_host_and_port_and_leaves_path_and_key() {
        String tenant = config.newTenant(RoutingPolicy.ROUTING_POLICY_SINGLE).getTenantId();
        config.endpoints()
                .setEndpoint(config.waha(tenant, "main", "http://127.0.0.1:8190/waha")
                        .build());

        Operation done = run(server("127.0.0.1:8190").setToServer("127.0.0.1:8199"));
        Operation refused = run(server("127.0.0.1:8199").setToServer("169.254.169.254"));

        assertThat(done.getFailedItems()).as(done.getFailuresList().toString()).isZero();
        assertThat(active(tenant).getApiUrl()).isEqualTo("http://127.0.0.1:8199/waha");
        assertThat(active(tenant).getApiKey().getVersion()).isEqualTo(1);
        assertThat(refused.getFailures(0).getReason()).isEqualTo(ErrorReason.ERROR_REASON_ENDPOINT_URL_REFUSED);
    }

    @Test
    void named_tenants_are_switched_at_the_asked_rate_and_unknown_ones_are_reported() {
        List<String> tenants = IntStream.range(0, 6)
                .mapToObj(i -> standby("http://127.0.0.1:8190/waha", "http://127.0.0.1:8191/waha"))
                .toList();

        Instant begun = Instant.now();
        Operation done = run(BulkSwitchRequest.newBuilder()
                .setTenants(
                        TenantSelection.newBuilder().addAllTenantIds(tenants).addTenantIds("nobody"))
                .setMaxPerSecond(5));
        Duration took = Duration.between(begun, Instant.now());

        assertThat(done.getDoneItems()).isEqualTo(7);
        assertThat(done.getFailedItems()).isEqualTo(1);
        List<TransferItem> items = config.items(done.getOperationId());
        assertThat(items).extracting(TransferItem::getTenantId).startsWith(tenants.toArray(String[]::new));
        assertThat(items.getLast().getReason()).isEqualTo(ErrorReason.ERROR_REASON_TENANT_NOT_FOUND);
        // Six at five a second: five gaps of 200 ms.
        assertThat(took).isGreaterThan(Duration.ofMillis(990));
    }

    @Test
    void it_dies_between_any_two_tenants_and_each_is_switched_once() {
        List<String> tenants = IntStream.range(0, 4)
                .mapToObj(i -> standby("http://127.0.0.1:8190/waha", "http://127.0.0.1:8191/waha"))
                .toList();
        String id = start(server("127.0.0.1:8190").setMaxPerSecond(1000));

        for (int i = 0; i < 5; i++) {
            Lease dead = config.worker().claim().orElseThrow();
            assertThat(config.worker().turn(dead)).isTrue();
            config.leasesRunOut();
        }
        Operation done = config.work(id);

        assertThat(done.getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(done.getDoneItems()).isEqualTo(4);
        assertThat(tenants).allMatch(tenant -> active(tenant).getEndpointId().equals("two"));
        long switched = config.db()
                .read(sql -> sql.list(
                                "SELECT change_id::text AS id FROM change WHERE action = 'endpoint.switched'",
                                row -> row.string("id"))
                        .size());
        assertThat(switched).isEqualTo(4);
        assertThat(config.items(id))
                .extracting(TransferItem::getOutcome)
                .containsOnly(TransferOutcome.TRANSFER_OUTCOME_DONE);
    }

    @Test
    void a_selection_is_needed_and_a_server_is_a_host_and_a_port() {
        assertThat(fault(() -> start(BulkSwitchRequest.newBuilder())).reason()).isEqualTo(Reason.FIELD_INVALID);
        assertThat(fault(() -> start(server("http://x/y").setToServer("a b"))).violations())
                .hasSize(2);
    }

    private static BulkSwitchRequest.Builder server(String server) {
        return BulkSwitchRequest.newBuilder().setServer(server);
    }

    private String start(BulkSwitchRequest.Builder request) {
        return config.transfers()
                .bulkSwitch(request.setRequestId(requestId()).build())
                .getOperation()
                .getOperationId();
    }

    private Operation run(BulkSwitchRequest.Builder request) {
        return config.work(start(request));
    }

    private String standby(String activeUrl, String standbyUrl) {
        String tenant = config.newTenant(RoutingPolicy.ROUTING_POLICY_STANDBY).getTenantId();
        config.endpoints().setEndpoint(config.waha(tenant, "one", activeUrl).build());
        config.endpoints()
                .setEndpoint(config.waha(tenant, "two", standbyUrl)
                        .setRole(EndpointRole.ENDPOINT_ROLE_STANDBY)
                        .build());
        return tenant;
    }

    private Endpoint active(String tenant) {
        return config
                .endpoints()
                .listEndpoints(
                        ListEndpointsRequest.newBuilder().setTenantId(tenant).build())
                .getEndpointsList()
                .stream()
                .filter(e -> e.getRole() == EndpointRole.ENDPOINT_ROLE_ACTIVE)
                .findFirst()
                .orElseThrow();
    }
}
