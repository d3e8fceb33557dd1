package dev.waypost.config.transfer;

import static dev.waypost.config.transfer.TransferHarness.fault;
import static dev.waypost.config.transfer.TransferHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.google.protobuf.Duration;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.GetTenantRequest;
import dev.waypost.proto.config.v1.ListEndpointsRequest;
import dev.waypost.proto.config.v1.MoveTenantRequest;
import dev.waypost.proto.config.v1.ResumeTransferRequest;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.TransferItem;
import dev.waypost.proto.error.v1.ErrorReason;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.proto.operation.v1.OperationState;
import dev.waypost.simulator.Simulator;
import dev.waypost.testkit.Fixtures;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MoveTenantTest {
    private static final String NEW_KEY = "key-of-the-new-server-4711";

    private static TransferHarness config;
    private static Simulator shared;
    private static Simulator dedicated;

    @BeforeAll
    static void start() throws Exception {
        shared = Simulator.start(0);
        dedicated = Simulator.start(0);
        config = TransferHarness.fresh();
    }

    @AfterAll
    static void stop() {
        config.close();
        shared.close();
        dedicated.close();
    }

    @Test
    void a_single_tenant_moves_step_by_step_and_dies_between_any_two() throws Exception {
        String tenant = tenant(RoutingPolicy.ROUTING_POLICY_SINGLE);
        account(dedicated, tenant, NEW_KEY);
        String id = start(move(tenant).setCause("grows"));

        // The same end whoever goes on; at every moment exactly one endpoint is active.
        while (config.get(id).getEndTime().getSeconds() == 0) {
            Lease dead = config.worker().claim().orElseThrow();
            config.worker().turn(dead);
            assertThat(endpoints(tenant))
                    .filteredOn(e -> e.getRole() == EndpointRole.ENDPOINT_ROLE_ACTIVE)
                    .hasSize(1);
            config.leasesRunOut();
        }

        Operation done = config.get(id);
        assertThat(done.getState()).as(done.getFailureDetail()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(done.getDoneItems()).isEqualTo(done.getTotalItems()).isEqualTo(7);
        assertThat(config.items(id))
                .extracting(item -> item.getDetail().split(":", 2)[0])
                .containsExactly("CHECK_OLD", "CHECK_NEW", "ADD", "VERIFY", "SWITCH", "DRAIN", "RETIRE");
        assertThat(endpoints(tenant)).singleElement().satisfies(e -> {
            assertThat(e.getEndpointId()).isEqualTo("new");
            assertThat(e.getApiUrl()).isEqualTo(url(dedicated));
            assertThat(e.getApiKey().getHint()).isEqualTo("4711");
            assertThat(e.getWebhookSecret().getHint()).isEqualTo("tell");
        });
        assertThat(routing(tenant)).isEqualTo(RoutingPolicy.ROUTING_POLICY_SINGLE);
        List<String> kept = config.db()
                .read(sql -> sql.list(
                        "SELECT operation_id FROM transfer WHERE sealed IS NOT NULL",
                        row -> row.string("operation_id")));
        assertThat(kept).doesNotContain(id);
    }

    @Test
    void the_old_endpoint_drains_as_long_as_asked_without_holding_a_worker() throws Exception {
        String tenant = tenant(RoutingPolicy.ROUTING_POLICY_STANDBY);
        account(dedicated, tenant, NEW_KEY);
        String id = start(move(tenant).setDrain(Duration.newBuilder().setSeconds(3600)));

        Operation waiting = config.work(id);
        List<Endpoint> during = endpoints(tenant);
        boolean claimed = config.worker().claim().isPresent();
        config.db()
                .run(sql -> sql.update(
                        "UPDATE transfer SET not_before = now(), cursor = jsonb_set(cursor, '{drainedAt}', '0')"
                                + " WHERE operation_id = ?",
                        id));
        Operation done = config.work(id);

        assertThat(waiting.getState()).isEqualTo(OperationState.OPERATION_STATE_RUNNING);
        assertThat(waiting.getDoneItems()).isEqualTo(6);
        assertThat(claimed).isFalse();
        assertThat(during)
                .extracting(Endpoint::getEndpointId, Endpoint::getRole)
                .containsExactlyInAnyOrder(
                        tuple("new", EndpointRole.ENDPOINT_ROLE_ACTIVE),
                        tuple("main", EndpointRole.ENDPOINT_ROLE_DRAINING));
        assertThat(done.getState()).as(done.getFailureDetail()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(endpoints(tenant)).extracting(Endpoint::getEndpointId).containsExactly("new");
        assertThat(routing(tenant)).isEqualTo(RoutingPolicy.ROUTING_POLICY_STANDBY);
    }

    @Test
    void a_new_server_that_does_not_work_stops_the_move_before_anything_changes_and_resume_goes_on() throws Exception {
        String tenant = tenant(RoutingPolicy.ROUTING_POLICY_SINGLE);
        String id = start(move(tenant));

        Operation stopped = config.work(id);
        List<Endpoint> untouched = endpoints(tenant);
        account(dedicated, tenant, NEW_KEY);
        config.transfers()
                .resumeTransfer(ResumeTransferRequest.newBuilder()
                        .setRequestId(requestId())
                        .setOperationId(id)
                        .build());
        Operation done = config.work(id);

        assertThat(stopped.getState()).isEqualTo(OperationState.OPERATION_STATE_FAILED);
        assertThat(stopped.getFailureReason()).isEqualTo(ErrorReason.ERROR_REASON_ENDPOINT_CHECK_FAILED);
        assertThat(stopped.getFailureDetail()).doesNotContain(NEW_KEY);
        assertThat(untouched).extracting(Endpoint::getEndpointId).containsExactly("main");
        assertThat(done.getState()).as(done.getFailureDetail()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
    }

    @Test
    void a_dry_run_only_checks_and_what_cannot_be_is_refused_at_once() throws Exception {
        String tenant = tenant(RoutingPolicy.ROUTING_POLICY_SINGLE);
        account(dedicated, tenant, NEW_KEY);

        Operation dry = config.work(start(move(tenant).setDryRun(true)));

        assertThat(dry.getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(config.items(dry.getOperationId()))
                .extracting(TransferItem::getPosition)
                .containsExactly(1L, 2L);
        assertThat(endpoints(tenant)).extracting(Endpoint::getEndpointId).containsExactly("main");
        assertThat(fault(() -> start(move(tenant).clearApiKey())).violations())
                .singleElement()
                .satisfies(v -> assertThat(v.field()).isEqualTo("api_key"));
        assertThat(fault(() -> start(move(tenant).setToEndpointId("main"))).reason())
                .isEqualTo(Reason.ALREADY_EXISTS);
        assertThat(fault(() -> start(move(tenant).setFromEndpointId("none"))).reason())
                .isEqualTo(Reason.ENDPOINT_NOT_FOUND);
        assertThat(fault(() -> start(move(Fixtures.tenantId()))).reason()).isEqualTo(Reason.TENANT_NOT_FOUND);
        assertThat(fault(() -> start(move(tenant).setToApiUrl("http://10.0.0.1")))
                        .reason())
                .isEqualTo(Reason.ENDPOINT_URL_REFUSED);
    }

    private static MoveTenantRequest.Builder move(String tenant) {
        return MoveTenantRequest.newBuilder()
                .setTenantId(tenant)
                .setToEndpointId("new")
                .setToApiUrl(url(dedicated))
                .setApiKey(NEW_KEY)
                .setDrain(Duration.getDefaultInstance());
    }

    private static String start(MoveTenantRequest.Builder request) {
        return config.transfers()
                .moveTenant(request.setRequestId(requestId()).build())
                .getOperation()
                .getOperationId();
    }

    private static String tenant(RoutingPolicy routing) throws Exception {
        String tenant = config.newTenant(routing).getTenantId();
        config.endpoints()
                .setEndpoint(config.waha(tenant, "main", url(shared))
                        .setWebhookSecret("a-secret-that-nobody-shall-tell")
                        .build());
        account(shared, tenant, "key-of-" + tenant);
        return tenant;
    }

    private static void account(Simulator server, String tenant, String key) throws Exception {
        String body = ("{\"provider\":\"WAHA\",\"session\":\"session-%s\",\"status\":\"WORKING\","
                        + "\"accessToken\":\"%s\",\"webhookUrl\":\"http://127.0.0.1:8081/x\"}")
                .formatted(tenant, key);
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/control/accounts"))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        }
    }

    private static String url(Simulator server) {
        return "http://127.0.0.1:" + server.port() + "/waha";
    }

    private static List<Endpoint> endpoints(String tenant) {
        return config.endpoints()
                .listEndpoints(
                        ListEndpointsRequest.newBuilder().setTenantId(tenant).build())
                .getEndpointsList();
    }

    private static RoutingPolicy routing(String tenant) {
        return config.tenants()
                .getTenant(GetTenantRequest.newBuilder().setTenantId(tenant).build())
                .getTenant()
                .getPolicy()
                .getRouting();
    }
}
