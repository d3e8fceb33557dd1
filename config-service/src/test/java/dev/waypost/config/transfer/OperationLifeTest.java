package dev.waypost.config.transfer;

import static dev.waypost.config.transfer.TransferHarness.fault;
import static dev.waypost.config.transfer.TransferHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.CancelTransferRequest;
import dev.waypost.proto.config.v1.GetTransferRequest;
import dev.waypost.proto.config.v1.ImportTenantsRequest;
import dev.waypost.proto.config.v1.ListTransferItemsRequest;
import dev.waypost.proto.config.v1.ListTransfersRequest;
import dev.waypost.proto.config.v1.ResumeTransferRequest;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.proto.operation.v1.OperationState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class OperationLifeTest {
    private static final int LINES = 1_700;

    private static TransferHarness config;
    private static TransferHarness second;

    @BeforeAll
    static void start() {
        config = TransferHarness.fresh();
        second = config.second();
    }

    @AfterAll
    static void stop() {
        second.close();
        config.close();
    }

    @Test
    void an_import_that_dies_after_any_step_goes_on_elsewhere_and_stores_each_line_once() {
        for (int deadAfter = 1; deadAfter <= 4; deadAfter++) {
            List<String> tenants = tenants("die" + deadAfter);
            Operation started = config.startImport(file(tenants), ImportTenantsRequest.newBuilder());
            Lease dead = config.worker().claim().orElseThrow();
            for (int step = 0; step < deadAfter; step++) {
                assertThat(config.worker().turn(dead)).isTrue();
            }

            assertThat(second.worker().claim()).as("while the lease holds").isEmpty();
            config.leasesRunOut();
            Operation ended = second.work(started.getOperationId());

            assertThat(ended.getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
            assertThat(ended.getDoneItems()).isEqualTo(LINES);
            assertThat(ended.getFailedItems()).isZero();
            assertThat(stored(tenants)).isEqualTo(LINES);
            assertThat(audited(tenants)).isEqualTo(LINES);
        }
    }

    @Test
    void whoever_lost_its_lease_changes_nothing_any_more() {
        List<String> tenants = tenants("zombie");
        Operation started = config.startImport(file(tenants), ImportTenantsRequest.newBuilder());
        Lease zombie = config.worker().claim().orElseThrow();
        config.worker().turn(zombie);
        config.leasesRunOut();
        Lease next = second.worker().claim().orElseThrow();

        assertThat(config.worker().turn(zombie)).isFalse();

        assertThat(stored(tenants)).isZero();
        assertThat(config.get(started.getOperationId()).getDoneItems()).isZero();
        while (second.worker().turn(next)) {
            assertThat(config.worker().turn(zombie)).isFalse();
        }
        assertThat(config.get(started.getOperationId()).getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(stored(tenants)).isEqualTo(LINES);
    }

    @Test
    void cancel_stops_after_the_step_and_resume_goes_on_where_it_stopped() {
        List<String> tenants = tenants("cancel");
        String id = config.startImport(file(tenants), ImportTenantsRequest.newBuilder())
                .getOperationId();
        Lease lease = config.worker().claim().orElseThrow();
        config.worker().turn(lease);
        config.worker().turn(lease);

        Operation asked = cancel(id);
        boolean more = config.worker().turn(lease);
        boolean evenMore = config.worker().turn(lease);
        Operation stopped = config.get(id);
        long storedThen = stored(tenants);
        config.transfers()
                .resumeTransfer(ResumeTransferRequest.newBuilder()
                        .setRequestId(requestId())
                        .setOperationId(id)
                        .build());
        Operation ended = second.work(id);

        assertThat(asked.getState()).isEqualTo(OperationState.OPERATION_STATE_RUNNING);
        assertThat(more && evenMore).isFalse();
        assertThat(stopped.getState()).isEqualTo(OperationState.OPERATION_STATE_CANCELLED);
        assertThat(stopped.hasEndTime()).isTrue();
        assertThat(storedThen).isEqualTo(stopped.getDoneItems()).isBetween(500L, 1_000L);
        assertThat(ended.getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(ended.getDoneItems()).isEqualTo(LINES);
        assertThat(stored(tenants)).isEqualTo(LINES);
        assertThat(said("transfer.cancelled", id)).isEqualTo("RUNNING false -> RUNNING true");
        assertThat(said("transfer.resumed", id)).isEqualTo("CANCELLED false -> PENDING false");
    }

    private static String said(String action, String operationId) {
        return config.db()
                .read(sql -> sql.one(
                        "SELECT concat_ws(' ', before ->> 'state', before ->> 'cancelAsked', '->', after ->> 'state',"
                                + " after ->> 'cancelAsked') AS said FROM change JOIN change_document USING (change_id)"
                                + " WHERE action = ? AND resource = ?",
                        row -> row.string("said"),
                        action,
                        "transfer/" + operationId))
                .orElseThrow();
    }

    @Test
    void what_nobody_works_is_cancelled_at_once_and_twice_changes_nothing() {
        String id = config.startImport(file(tenants("pending")), ImportTenantsRequest.newBuilder())
                .getOperationId();

        Operation stopped = cancel(id);
        Operation again = cancel(id);

        assertThat(stopped.getState()).isEqualTo(OperationState.OPERATION_STATE_CANCELLED);
        assertThat(again).isEqualTo(stopped);
        assertThat(config.work(id).getState()).isEqualTo(OperationState.OPERATION_STATE_CANCELLED);
    }

    @Test
    void lists_are_paged_and_an_unknown_operation_answers_so_everywhere() {
        List<String> tenants = tenants("paged");
        String id = config.importNow(file(tenants), ImportTenantsRequest.newBuilder())
                .getOperationId();
        var positions = new ArrayList<Long>();
        String token = "";
        do {
            var page = config.transfers()
                    .listTransferItems(ListTransferItemsRequest.newBuilder()
                            .setOperationId(id)
                            .setPageSize(600)
                            .setPageToken(token)
                            .build());
            page.getItemsList().forEach(item -> positions.add(item.getPosition()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        assertThat(positions).hasSize(LINES).isSorted().doesNotHaveDuplicates();
        var newest = config.transfers()
                .listTransfers(ListTransfersRequest.newBuilder().setPageSize(1).build());
        assertThat(newest.getOperations(0).getOperationId()).isEqualTo(id);
        assertThat(fault(() -> config.get("op_unknown")).reason()).isEqualTo(Reason.OPERATION_NOT_FOUND);
        assertThat(fault(() -> config.items("op_unknown")).reason()).isEqualTo(Reason.OPERATION_NOT_FOUND);
        assertThat(fault(() -> config.read("op_unknown", 0)).reason()).isEqualTo(Reason.OPERATION_NOT_FOUND);
        assertThat(fault(() -> cancel("op_unknown")).reason()).isEqualTo(Reason.OPERATION_NOT_FOUND);
        assertThat(fault(() -> config.transfers()
                                .getTransfer(GetTransferRequest.newBuilder()
                                        .setOperationId("no:id")
                                        .build()))
                        .reason())
                .isEqualTo(Reason.FIELD_INVALID);
    }

    @Test
    void ended_operations_are_forgotten_with_everything_of_them_once_they_are_old() {
        String id = config.importNow(file(tenants("old")), ImportTenantsRequest.newBuilder())
                .getOperationId();
        config.db()
                .run(sql -> sql.update(
                        "UPDATE transfer SET ended_time = now() - interval '31 days' WHERE operation_id = ?", id));

        config.service.bean(TransferStore.class).prune(Duration.ofDays(30), Duration.ofDays(1));

        assertThat(fault(() -> config.get(id)).reason()).isEqualTo(Reason.OPERATION_NOT_FOUND);
        long items = config.db()
                .read(sql -> sql.list(
                                "SELECT 1 AS one FROM transfer_item WHERE operation_id = ?",
                                row -> row.intValue("one"),
                                id)
                        .size());
        assertThat(items).isZero();
    }

    private static Operation cancel(String id) {
        return config.transfers()
                .cancelTransfer(CancelTransferRequest.newBuilder()
                        .setRequestId(requestId())
                        .setOperationId(id)
                        .build())
                .getOperation();
    }

    private static List<String> tenants(String of) {
        return IntStream.range(0, LINES).mapToObj(i -> of + "-" + i).toList();
    }

    private static String file(List<String> tenants) {
        return "{\"waypost\":\"export\",\"version\":1}\n"
                + tenants.stream().map(ExportImportTest::line).collect(Collectors.joining()) + "{\"end\":\"export\"}";
    }

    private static long stored(List<String> tenants) {
        return config.db()
                .read(sql -> sql.one(
                                "SELECT count(*) AS n FROM tenant WHERE tenant_id = ANY(?)",
                                row -> row.longValue("n"),
                                sql.array("text", tenants))
                        .orElseThrow());
    }

    private static long audited(List<String> tenants) {
        return config.db()
                .read(sql -> sql.one(
                                "SELECT count(*) AS n FROM change WHERE action = 'tenant.imported'"
                                        + " AND tenant_id = ANY(?)",
                                row -> row.longValue("n"),
                                sql.array("text", tenants))
                        .orElseThrow());
    }
}
