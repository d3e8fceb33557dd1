package dev.waypost.config.transfer;

import static dev.waypost.config.transfer.TransferHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.BulkSwitchRequest;
import dev.waypost.proto.config.v1.DeleteEndpointRequest;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.ImportConflict;
import dev.waypost.proto.config.v1.ImportTenantsRequest;
import dev.waypost.proto.config.v1.ListEndpointsRequest;
import dev.waypost.proto.config.v1.MigrateFromMultiEndpointRequest;
import dev.waypost.proto.config.v1.MigrateFromMultiEndpointResponse;
import dev.waypost.proto.config.v1.MoveTenantRequest;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.SwitchEndpointRequest;
import dev.waypost.proto.config.v1.TransferItem;
import dev.waypost.proto.config.v1.TransferOutcome;
import dev.waypost.proto.error.v1.ErrorReason;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.proto.operation.v1.OperationState;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// Nobody comes to a server that is being emptied by an operation over many tenants, nor by a switch of one that does
/// not say so.
@DisplayNameGeneration(ReplaceUnderscores.class)
class DrainedServerTest {
    private static final String DRAINED = "127.0.0.1:8190";
    private static final String OPEN = "127.0.0.1:8191";

    private DrainedServers servers;
    private TransferHarness config;

    @BeforeEach
    void start() {
        servers = new DrainedServers();
        config = TransferHarness.fresh(Map.of("waypost.peers.health", servers.address()));
    }

    @AfterEach
    void stop() {
        config.close();
        servers.close();
    }

    @Test
    void an_import_leaves_out_who_would_come_to_it_and_takes_who_is_there_or_elsewhere() {
        String stays = single("http://" + DRAINED + "/waha");
        String comes = single("http://" + DRAINED + "/waha");
        String elsewhere = single("http://" + OPEN + "/waha");
        String file = config.export("", stays, comes, elsewhere);
        // It was on the server when the file was written, and is not any more.
        config.endpoints()
                .deleteEndpoint(DeleteEndpointRequest.newBuilder()
                        .setTenantId(comes)
                        .setRequestId(requestId())
                        .setEndpointId("main")
                        .build());
        servers.drained.add(DRAINED);
        var how = ImportTenantsRequest.newBuilder().setOnConflict(ImportConflict.IMPORT_CONFLICT_REPLACE);

        Operation dry = config.importNow(file, how.clone().setDryRun(true));
        Operation done = config.importNow(file, how.clone());

        for (Operation one : List.of(dry, done)) {
            assertThat(config.items(one.getOperationId()))
                    .filteredOn(item -> item.getOutcome() != TransferOutcome.TRANSFER_OUTCOME_DONE)
                    .singleElement()
                    .returns(comes, TransferItem::getTenantId)
                    .returns(ErrorReason.ERROR_REASON_SERVER_DRAINED, TransferItem::getReason);
        }
        assertThat(endpoints(comes)).isEmpty();
        assertThat(endpoints(stays)).hasSize(1);
        // Once for each server, however many lines name it: the same answer serves for seconds.
        assertThat(servers.asked.get()).isLessThan(20);
    }

    @Test
    void a_migration_leaves_it_to_a_person() {
        servers.drained.add(DRAINED);
        String rows = "companyId,id,provider,apiUrl,apiKey,session,isPrimary\r\n"
                + "here,main,waha,http://" + DRAINED + "/a,key-one-0123456789,s1,true\r\n"
                + "there,main,waha,http://" + OPEN + "/a,key-two-0123456789,s2,true\r\n";
        var how = MigrateFromMultiEndpointRequest.newBuilder().setRequestId(requestId());

        Operation done = config.work(config.upload(
                        rows,
                        observer -> config.streams().migrateFromMultiEndpoint(observer),
                        (chunk, first) -> (first ? how.clone() : MigrateFromMultiEndpointRequest.newBuilder())
                                .setChunk(chunk)
                                .build(),
                        MigrateFromMultiEndpointResponse.class)
                .getOperation()
                .getOperationId());

        assertThat(config.items(done.getOperationId()))
                .extracting(TransferItem::getTenantId, TransferItem::getOutcome)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("here", TransferOutcome.TRANSFER_OUTCOME_CONFLICT),
                        org.assertj.core.groups.Tuple.tuple("there", TransferOutcome.TRANSFER_OUTCOME_DONE));
        assertThat(config.items(done.getOperationId()).getFirst().getReason())
                .isEqualTo(ErrorReason.ERROR_REASON_SERVER_DRAINED);
    }

    @Test
    void a_bulk_switch_moves_no_traffic_to_it() {
        String standby = config.newTenant(RoutingPolicy.ROUTING_POLICY_STANDBY).getTenantId();
        config.endpoints()
                .setEndpoint(
                        config.waha(standby, "one", "http://" + OPEN + "/waha").build());
        config.endpoints()
                .setEndpoint(config.waha(standby, "two", "http://" + DRAINED + "/waha")
                        .setRole(EndpointRole.ENDPOINT_ROLE_STANDBY)
                        .build());
        String single = single("http://" + OPEN + "/waha");
        servers.drained.add(DRAINED);

        Operation switched = run(BulkSwitchRequest.newBuilder().setServer(OPEN));
        Operation readdressed =
                run(BulkSwitchRequest.newBuilder().setServer(OPEN).setToServer(DRAINED));

        assertThat(config.items(switched.getOperationId()))
                .filteredOn(item -> item.getTenantId().equals(standby))
                .singleElement()
                .returns(ErrorReason.ERROR_REASON_SERVER_DRAINED, TransferItem::getReason);
        assertThat(config.items(readdressed.getOperationId()))
                .hasSize(2)
                .allSatisfy(item -> assertThat(item.getReason()).isEqualTo(ErrorReason.ERROR_REASON_SERVER_DRAINED));
        assertThat(endpoints(single))
                .singleElement()
                .satisfies(e -> assertThat(e.getApiUrl()).contains(OPEN));
        assertThat(active(standby)).containsExactly("one");
    }

    @Test
    void a_switch_of_one_tenant_is_refused_unless_the_caller_says_so() {
        String tenant = config.newTenant(RoutingPolicy.ROUTING_POLICY_STANDBY).getTenantId();
        config.endpoints()
                .setEndpoint(
                        config.waha(tenant, "one", "http://" + OPEN + "/waha").build());
        config.endpoints()
                .setEndpoint(config.waha(tenant, "two", "http://" + DRAINED + "/waha")
                        .build());
        servers.drained.add(DRAINED);
        var request = SwitchEndpointRequest.newBuilder()
                .setTenantId(tenant)
                .setToEndpointId("two")
                .setExpectedRevision(endpoints(tenant).getFirst().getTenantRevision());

        assertThat(FaultStatus.of(catchThrowableOfType(
                                StatusRuntimeException.class,
                                () -> config.endpoints()
                                        .switchEndpoint(request.setRequestId(requestId())
                                                .build())))
                        .reason())
                .isEqualTo(Reason.SERVER_DRAINED);
        assertThat(active(tenant)).containsExactly("one");

        var allTheSame =
                request.setRequestId(requestId()).setEvenIfDrained(true).build();
        config.endpoints().switchEndpoint(allTheSame);
        assertThat(active(tenant)).containsExactly("two");
        long revision = endpoints(tenant).getFirst().getTenantRevision();
        config.endpoints().switchEndpoint(allTheSame);
        assertThat(endpoints(tenant).getFirst().getTenantRevision()).isEqualTo(revision);
    }

    @Test
    void a_switch_that_was_made_before_the_server_was_drained_is_answered_the_same() {
        String tenant = config.newTenant(RoutingPolicy.ROUTING_POLICY_STANDBY).getTenantId();
        for (String id : List.of("one", "two")) {
            config.endpoints()
                    .setEndpoint(config.waha(tenant, id, "http://" + DRAINED + "/waha")
                            .build());
        }
        var request = SwitchEndpointRequest.newBuilder()
                .setTenantId(tenant)
                .setToEndpointId("two")
                .setRequestId(requestId())
                .setExpectedRevision(endpoints(tenant).getFirst().getTenantRevision())
                .build();
        var before = config.endpoints().switchEndpoint(request);
        servers.drained.add(DRAINED);

        assertThat(config.endpoints().switchEndpoint(request)).isEqualTo(before);
    }

    @Test
    void a_move_to_it_stops_before_anything_is_changed() {
        String tenant = single("http://" + OPEN + "/waha");
        servers.drained.add(DRAINED);

        Operation stopped = config.work(config.transfers()
                .moveTenant(MoveTenantRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(requestId())
                        .setToEndpointId("new")
                        .setToApiUrl("http://" + DRAINED + "/waha")
                        .setApiKey("key-of-the-new-server")
                        .build())
                .getOperation()
                .getOperationId());

        assertThat(stopped.getState()).isEqualTo(OperationState.OPERATION_STATE_FAILED);
        assertThat(stopped.getFailureReason()).isEqualTo(ErrorReason.ERROR_REASON_SERVER_DRAINED);
        assertThat(endpoints(tenant)).extracting(Endpoint::getEndpointId).containsExactly("main");
    }

    private List<String> active(String tenant) {
        return endpoints(tenant).stream()
                .filter(e -> e.getRole() == EndpointRole.ENDPOINT_ROLE_ACTIVE)
                .map(Endpoint::getEndpointId)
                .toList();
    }

    private String single(String url) {
        String tenant = config.newTenant(RoutingPolicy.ROUTING_POLICY_SINGLE).getTenantId();
        config.endpoints().setEndpoint(config.waha(tenant, "main", url).build());
        return tenant;
    }

    private Operation run(BulkSwitchRequest.Builder request) {
        return config.work(config.transfers()
                .bulkSwitch(request.setRequestId(requestId()).build())
                .getOperation()
                .getOperationId());
    }

    private List<Endpoint> endpoints(String tenant) {
        return config.endpoints()
                .listEndpoints(
                        ListEndpointsRequest.newBuilder().setTenantId(tenant).build())
                .getEndpointsList();
    }
}
