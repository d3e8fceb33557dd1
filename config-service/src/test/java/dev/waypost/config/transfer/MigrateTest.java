package dev.waypost.config.transfer;

import static dev.waypost.config.transfer.TransferHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.ImportConflict;
import dev.waypost.proto.config.v1.ListEndpointsRequest;
import dev.waypost.proto.config.v1.MigrateFromMultiEndpointRequest;
import dev.waypost.proto.config.v1.MigrateFromMultiEndpointResponse;
import dev.waypost.proto.config.v1.TransferItem;
import dev.waypost.proto.config.v1.TransferOutcome;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.proto.operation.v1.OperationState;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MigrateTest {
    private static final String NAMES =
            "companyId,id,provider,apiUrl,apiKey,webhookSecret,session,phoneNumberId,isPrimary,isActive,colour\r\n";

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
    void the_primary_row_stays_and_what_is_not_clear_is_left_to_a_person() {
        String csv = "\uFEFF" + NAMES
                // 2, 3: one primary, with a comma and quotes in a quoted field.
                + "clear,old,waha,http://127.0.0.1:8190/a,key-old-0123456789,,s1,,false,true,red\r\n"
                + "clear,new,waha,http://127.0.0.1:8190/b,key-new-0123456789,hook,s2,,TRUE,true,\"red, \"\"dark\"\"\"\r\n"
                // 4, 5: two primaries.
                + "two,a,waha,http://127.0.0.1:8190/a,k,,t1,,1,true,red\r\n"
                + "two,b,waha,http://127.0.0.1:8190/b,k,,t2,,yes,true,red\r\n"
                // 6, 7: none.
                + "none,a,waha,http://127.0.0.1:8190/a,k,,n1,,false,true,red\r\n"
                + "none,b,waha,http://127.0.0.1:8190/b,k,,n2,,false,true,red\r\n"
                // 8, 9: the same number at two tenants.
                + "left,a,meta,http://127.0.0.1:8190/m,k,,,100200300,true,true,red\r\n"
                + "right,a,meta,http://127.0.0.1:8190/m,k,,,100200300,true,true,red\r\n"
                // 10: a provider that nobody knows; 11: too few fields.
                + "fax,a,fax,http://127.0.0.1:8190/f,k,,f1,,true,true,red\r\n"
                + "short,a\r\n"
                // 12: an address that may not be called.
                + "inside,a,waha,http://10.0.0.1/x,k,,i1,,true,true,red\r\n";

        Operation dry =
                migrate(csv, MigrateFromMultiEndpointRequest.newBuilder().setDryRun(true));
        List<Endpoint> afterDry = config.db()
                .read(sql -> sql.list("SELECT endpoint_id FROM endpoint", row -> Endpoint.getDefaultInstance()));
        Operation done = migrate(csv, MigrateFromMultiEndpointRequest.newBuilder());

        assertThat(afterDry).isEmpty();
        assertThat(dry.getFailedItems()).isEqualTo(done.getFailedItems());
        assertThat(done.getState()).as(done.getFailureDetail()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(outcomes(done))
                .isEqualTo("2 SKIPPED, 3 DONE, 4 CONFLICT, 5 CONFLICT, 6 CONFLICT, 7 CONFLICT, 8 CONFLICT, 9 CONFLICT,"
                        + " 10 CONFLICT, 11 FAILED, 12 CONFLICT, 13 SKIPPED");
        assertThat(done.getTotalItems()).isEqualTo(12).isEqualTo(done.getDoneItems());
        List<TransferItem> items = config.items(done.getOperationId());
        assertThat(items.getLast().getDetail()).contains("colour").doesNotContain("isActive");
        assertThat(items.get(2).getDetail()).contains("4, 5").contains("primary");
        assertThat(items.get(6).getDetail()).contains("left, right");
        assertThat(items).noneMatch(item -> item.getDetail().contains("key-"));
        assertThat(endpoints("clear")).singleElement().satisfies(e -> {
            assertThat(e.getEndpointId()).isEqualTo("new");
            assertThat(e.getSession()).isEqualTo("s2");
            assertThat(e.getApiKey().getHint()).isEqualTo("6789");
        });
        List<String> tenants =
                config.db().read(sql -> sql.list("SELECT tenant_id FROM tenant", row -> row.string("tenant_id")));
        assertThat(tenants).containsExactly("clear");
    }

    @Test
    void json_rows_are_read_as_an_array_and_line_by_line_and_what_exists_is_left_or_replaced_as_asked() {
        String array = "[{\"tenant_id\":\"json\",\"type\":\"WAHA\",\"url\":\"http://127.0.0.1:8190/one\","
                + "\"token\":\"key-one-0123456789\",\"session\":\"j1\",\"priority\":2},"
                + "{\"tenant_id\":\"json\",\"type\":\"WAHA\",\"url\":\"http://127.0.0.1:8190/two\",\"session\":\"j2\","
                + "\"priority\":1}]";
        String lines = "{\"tenantId\":\"json\",\"provider\":\"waha\",\"apiUrl\":\"http://127.0.0.1:8190/three\","
                + "\"session\":\"j3\"}\nnot json\n";

        Operation first = migrate(array, MigrateFromMultiEndpointRequest.newBuilder());
        Operation skipped = migrate(lines, MigrateFromMultiEndpointRequest.newBuilder());
        String afterSkip = endpoints("json").getFirst().getApiUrl();
        Operation replaced = migrate(
                lines,
                MigrateFromMultiEndpointRequest.newBuilder().setOnConflict(ImportConflict.IMPORT_CONFLICT_REPLACE));

        assertThat(outcomes(first)).isEqualTo("1 SKIPPED, 2 DONE");
        assertThat(config.items(first.getOperationId()).get(1).getDetail()).contains("lowest priority, 1");
        assertThat(outcomes(skipped)).isEqualTo("1 SKIPPED, 2 FAILED");
        assertThat(afterSkip).endsWith("/two");
        assertThat(outcomes(replaced)).isEqualTo("1 DONE, 2 FAILED");
        assertThat(endpoints("json"))
                .singleElement()
                .satisfies(e -> assertThat(e.getApiUrl()).endsWith("/three"));
    }

    @Test
    void it_dies_after_any_step_and_ends_the_same_and_no_key_rests_in_clear() {
        String names = "tenantId,provider,apiUrl,apiKey,session,isPrimary\n";
        StringBuilder csv = new StringBuilder(names);
        for (int i = 0; i < 1_200; i++) {
            csv.append("t-%d,waha,http://127.0.0.1:8190/w,canary-%d-0123456789,m-%d,true\n".formatted(i, i, i));
        }
        String id = start(csv.toString(), MigrateFromMultiEndpointRequest.newBuilder());
        boolean clear = config.db()
                        .read(sql -> sql.one(
                                        "SELECT count(*) AS n FROM transfer_chunk WHERE position('canary-1'::bytea IN bytes) > 0",
                                        row -> row.longValue("n"))
                                .orElseThrow())
                > 0;

        for (int i = 0; i < 6; i++) {
            Lease dead = config.worker().claim().orElseThrow();
            assertThat(config.worker().turn(dead)).isTrue();
            config.leasesRunOut();
        }
        Operation done = config.work(id);

        assertThat(clear).isFalse();
        assertThat(done.getState()).as(done.getFailureDetail()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(done.getDoneItems()).isEqualTo(1_200);
        assertThat(done.getFailedItems()).as(done.getFailuresList().toString()).isZero();
        long left = config.db()
                .read(sql -> sql.one(
                                "SELECT (SELECT count(*) FROM transfer_chunk WHERE operation_id = ?)"
                                        + " + (SELECT count(*) FROM transfer_row WHERE operation_id = ?) AS n",
                                row -> row.longValue("n"),
                                id,
                                id)
                        .orElseThrow());
        assertThat(left).isZero();
        assertThat(endpoints("t-1199")).hasSize(1);
    }

    private Operation migrate(String rows, MigrateFromMultiEndpointRequest.Builder how) {
        return config.work(start(rows, how));
    }

    private String start(String rows, MigrateFromMultiEndpointRequest.Builder how) {
        var first = how.clone().setRequestId(requestId());
        return config.upload(
                        rows,
                        observer -> config.streams().migrateFromMultiEndpoint(observer),
                        (chunk, isFirst) -> (isFirst ? first.clone() : MigrateFromMultiEndpointRequest.newBuilder())
                                .setChunk(chunk)
                                .build(),
                        MigrateFromMultiEndpointResponse.class)
                .getOperation()
                .getOperationId();
    }

    private String outcomes(Operation operation) {
        return config.items(operation.getOperationId()).stream()
                .map(item -> item.getPosition() + " " + word(item.getOutcome()))
                .collect(Collectors.joining(", "));
    }

    private static String word(TransferOutcome outcome) {
        return outcome.name().substring("TRANSFER_OUTCOME_".length());
    }

    private List<Endpoint> endpoints(String tenant) {
        return config.endpoints()
                .listEndpoints(
                        ListEndpointsRequest.newBuilder().setTenantId(tenant).build())
                .getEndpointsList();
    }
}
