package dev.waypost.config.transfer;

import static dev.waypost.config.transfer.TransferHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.CreatePhoneNumberRequest;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.ExportTenantsRequest;
import dev.waypost.proto.config.v1.GetTenantRequest;
import dev.waypost.proto.config.v1.ImportConflict;
import dev.waypost.proto.config.v1.ImportTenantsRequest;
import dev.waypost.proto.config.v1.MapProjectRequest;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.TransferItem;
import dev.waypost.proto.config.v1.TransferOutcome;
import dev.waypost.proto.error.v1.ErrorReason;
import dev.waypost.proto.operation.v1.Operation;
import dev.waypost.proto.operation.v1.OperationState;
import dev.waypost.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ExportImportTest {
    private static final String PASSPHRASE = "correct horse battery staple";
    private static final String HEADER = "{\"waypost\":\"export\",\"version\":1}\n";
    private static final String TRAILER = "{\"end\":\"export\"}\n";

    private static TransferHarness from;
    private static TransferHarness into;

    @BeforeAll
    static void start() {
        from = TransferHarness.fresh();
        into = TransferHarness.fresh();
    }

    @AfterAll
    static void stop() {
        from.close();
        into.close();
    }

    @Test
    void what_was_exported_and_imported_under_a_passphrase_is_the_same_secrets_included() {
        String tenant = from.newTenant(RoutingPolicy.ROUTING_POLICY_STANDBY).getTenantId();
        String number = Fixtures.phoneNumberId();
        String project = hub(tenant, number);
        from.endpoints()
                .setEndpoint(
                        from.waha(tenant, "first", "http://127.0.0.1:8190/waha").build());
        from.endpoints()
                .setEndpoint(from.waha(tenant, "second", "http://127.0.0.1:8191/waha")
                        .setSession("other")
                        .setWebhookSecret("webhook-secret-0123456789")
                        .build());

        String file = from.export(PASSPHRASE, tenant);
        Operation done = into.importNow(file, ImportTenantsRequest.newBuilder().setPassphrase(PASSPHRASE));

        assertThat(done.getState()).as(done.getFailureDetail()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(done.getFailedItems()).as(done.getFailuresList().toString()).isZero();
        assertThat(done.getDoneItems()).isEqualTo(done.getTotalItems()).isEqualTo(6);
        TenantSnapshot before = snapshot(from, tenant);
        TenantSnapshot after = snapshot(into, tenant);
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFieldsMatchingRegexes(".*revision", "createdAt", "updatedAt", ".*created", ".*updated")
                .isEqualTo(before);
        assertThat(after.projects()).singleElement().satisfies(p -> {
            assertThat(p.projectId()).isEqualTo(project);
            assertThat(p.headers()).containsOnlyKeys("X-Key");
        });
        assertThat(after.endpoints())
                .hasSize(2)
                .allSatisfy(e -> assertThat(e.apiKey())
                        .extracting(secret -> secret.reveal())
                        .isEqualTo("key-of-" + tenant));
    }

    @Test
    void no_secret_stands_in_a_file_in_clear_and_without_a_passphrase_none_at_all() {
        String tenant = from.newTenant(RoutingPolicy.ROUTING_POLICY_SINGLE).getTenantId();
        from.endpoints()
                .setEndpoint(
                        from.waha(tenant, "main", "http://127.0.0.1:8190/waha").build());

        String locked = from.export(PASSPHRASE, tenant);
        String without = from.export("", tenant);

        assertThat(locked).contains("\"locked\":").doesNotContain("key-of-").doesNotContain("v1:");
        assertThat(without)
                .doesNotContain("\"locked\"")
                .doesNotContain("key-of-")
                .doesNotContain("\"hint\"")
                .contains(tenant);
        List<String> kept = from.db()
                .read(sql ->
                        sql.list("SELECT coalesce(sealed, '') AS sealed FROM transfer", row -> row.string("sealed")));
        assertThat(kept).allMatch(String::isEmpty);
    }

    @Test
    void an_export_is_read_on_from_an_offset_and_a_cut_or_changed_file_is_noticed() {
        String tenant = from.newTenant(RoutingPolicy.ROUTING_POLICY_SINGLE).getTenantId();
        String id = from.transfers()
                .exportTenants(ExportTenantsRequest.newBuilder()
                        .setRequestId(requestId())
                        .addTenantIds(tenant)
                        .build())
                .getOperation()
                .getOperationId();
        Fault early = TransferHarness.fault(() -> from.read(id, 0));
        from.work(id);
        byte[] whole = from.read(id, 0);
        String file = new String(whole, StandardCharsets.UTF_8);

        assertThat(early.reason()).isEqualTo(Reason.IN_USE);
        assertThat(new String(from.read(id, 10), StandardCharsets.UTF_8)).isEqualTo(file.substring(10));
        assertThat(from.read(id, whole.length)).isEmpty();
        assertThat(TransferHarness.fault(() -> from.read(id, whole.length + 1)).reason())
                .isEqualTo(Reason.FIELD_INVALID);
        String cut = file.substring(0, file.lastIndexOf("{\"end\""));
        assertRefused(into.importNow(cut, ImportTenantsRequest.newBuilder()), "its last line is missing");
        String changed = file.replace("\"ACTIVE\"", "\"SUSPENDED\"");
        assertThat(changed).isNotEqualTo(file);
        assertRefused(into.importNow(changed, ImportTenantsRequest.newBuilder()), "sha256");
        assertThat(exists(into, tenant)).isFalse();
    }

    @Test
    void a_wrong_passphrase_and_a_newer_version_are_refused_before_anything_is_applied() {
        String tenant = from.newTenant(RoutingPolicy.ROUTING_POLICY_SINGLE).getTenantId();
        String file = from.export(PASSPHRASE, tenant);

        assertRefused(into.importNow(file, ImportTenantsRequest.newBuilder().setPassphrase("another")), "passphrase");
        assertRefused(into.importNow(file, ImportTenantsRequest.newBuilder()), "passphrase");
        assertRefused(
                into.importNow(
                        file.replace("\"version\":1", "\"version\":2"),
                        ImportTenantsRequest.newBuilder().setPassphrase(PASSPHRASE)),
                "version 2");
        assertThat(exists(into, tenant)).isFalse();
    }

    @Test
    void broken_lines_are_reported_with_number_reason_and_detail_and_the_rest_goes_on() {
        List<String> tenants =
                IntStream.range(0, 100).mapToObj(i -> Fixtures.tenantId()).toList();

        Operation done = into.importNow(hundred(tenants), ImportTenantsRequest.newBuilder());

        assertThat(done.getState()).as(done.getFailureDetail()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(done.getDoneItems()).isEqualTo(100);
        assertThat(done.getFailedItems()).isEqualTo(5);
        List<TransferItem> failed = into.items(done.getOperationId()).stream()
                .filter(item -> item.getOutcome() == TransferOutcome.TRANSFER_OUTCOME_FAILED)
                .toList();
        // The header is line 1, so the tenant at index i stands in line i + 2.
        assertThat(failed).extracting(TransferItem::getPosition).containsExactly(5L, 12L, 22L, 33L, 53L);
        assertThat(failed)
                .extracting(TransferItem::getReason)
                .containsExactly(
                        ErrorReason.ERROR_REASON_FIELD_INVALID,
                        ErrorReason.ERROR_REASON_FIELD_INVALID,
                        ErrorReason.ERROR_REASON_FIELD_INVALID,
                        ErrorReason.ERROR_REASON_ALREADY_EXISTS,
                        ErrorReason.ERROR_REASON_FIELD_INVALID);
        assertThat(failed.get(1).getDetail()).contains("endpoints[0].provider").contains("endpoints[0].priority");
        assertThat(failed.get(3).getDetail()).contains("line 7");
        assertThat(exists(into, tenants.get(99))).isTrue();
        assertThat(exists(into, tenants.get(10))).isFalse();
    }

    @Test
    void all_or_nothing_changes_nothing_when_one_line_is_broken_and_everything_when_none_is() {
        List<String> tenants =
                IntStream.range(0, 100).mapToObj(i -> Fixtures.tenantId()).toList();
        String sound = HEADER + tenants.stream().map(ExportImportTest::line).collect(Collectors.joining()) + TRAILER;

        Operation refused = into.importNow(
                hundred(tenants), ImportTenantsRequest.newBuilder().setAllOrNothing(true));
        boolean changed = tenants.stream().anyMatch(tenant -> exists(into, tenant));
        Operation applied =
                into.importNow(sound, ImportTenantsRequest.newBuilder().setAllOrNothing(true));

        assertThat(refused.getState()).isEqualTo(OperationState.OPERATION_STATE_FAILED);
        assertThat(refused.getFailureDetail()).contains("5 of 100 lines");
        assertThat(refused.getFailuresList()).hasSize(5);
        assertThat(changed).isFalse();
        assertThat(applied.getState())
                .as(applied.getFailureDetail())
                .isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(applied.getDoneItems()).isEqualTo(100);
        assertThat(tenants).allMatch(tenant -> exists(into, tenant));
    }

    @Test
    void a_dry_run_reports_what_would_happen_and_changes_nothing() {
        List<String> tenants =
                IntStream.range(0, 100).mapToObj(i -> Fixtures.tenantId()).toList();

        Operation done = into.importNow(
                hundred(tenants), ImportTenantsRequest.newBuilder().setDryRun(true));

        assertThat(done.getState()).isEqualTo(OperationState.OPERATION_STATE_SUCCEEDED);
        assertThat(done.getDoneItems()).isEqualTo(100);
        assertThat(done.getFailedItems()).isEqualTo(5);
        assertThat(tenants).noneMatch(tenant -> exists(into, tenant));
    }

    @Test
    void what_exists_is_skipped_replaced_or_counted_as_failed_as_asked() {
        String tenant = Fixtures.tenantId();
        into.importNow(HEADER + line(tenant) + TRAILER, ImportTenantsRequest.newBuilder());
        String renamed = HEADER + line(tenant).replace("\"name\":\"", "\"name\":\"new-") + TRAILER;

        Operation skipped = into.importNow(renamed, ImportTenantsRequest.newBuilder());
        String afterSkip = name(tenant);
        Operation failed = into.importNow(
                renamed, ImportTenantsRequest.newBuilder().setOnConflict(ImportConflict.IMPORT_CONFLICT_FAIL));
        Operation replaced = into.importNow(
                renamed, ImportTenantsRequest.newBuilder().setOnConflict(ImportConflict.IMPORT_CONFLICT_REPLACE));

        assertThat(into.items(skipped.getOperationId()).getFirst().getOutcome())
                .isEqualTo(TransferOutcome.TRANSFER_OUTCOME_SKIPPED);
        assertThat(afterSkip).isEqualTo(tenant);
        assertThat(failed.getFailures(0).getReason()).isEqualTo(ErrorReason.ERROR_REASON_ALREADY_EXISTS);
        assertThat(replaced.getFailedItems()).isZero();
        assertThat(name(tenant)).isEqualTo("new-" + tenant);
    }

    @Test
    void the_same_upload_again_answers_the_same_operation_and_other_bytes_are_refused() {
        String id = requestId();
        String file = HEADER + line(Fixtures.tenantId()) + TRAILER;

        Operation first =
                into.startImport(file, ImportTenantsRequest.newBuilder().setRequestId(id));
        Operation again =
                into.startImport(file, ImportTenantsRequest.newBuilder().setRequestId(id));
        Fault other = TransferHarness.fault(() ->
                into.startImport(file + "\n", ImportTenantsRequest.newBuilder().setRequestId(id)));

        assertThat(again).isEqualTo(first);
        assertThat(other.reason()).isEqualTo(Reason.REQUEST_ID_REUSED);
        List<String> uploads = into.db()
                .read(sql -> sql.list(
                        "SELECT operation_id FROM transfer WHERE state = 'UPLOADING'",
                        row -> row.string("operation_id")));
        assertThat(uploads).isEmpty();
        into.work(first.getOperationId());
    }

    private static String hundred(List<String> tenants) {
        var file = new StringBuilder(HEADER);
        for (int i = 0; i < tenants.size(); i++) {
            String tenant = tenants.get(i);
            file.append(
                    switch (i) {
                        case 3 -> "this is no JSON\n";
                        case 10 ->
                            line(tenant).replace("\"WAHA\"", "\"FAX\"").replace("\"priority\":0", "\"priority\":\"x\"");
                        case 20 -> line("has/slash");
                        case 31 -> line(tenants.get(5));
                        case 51 -> "{\"kind\":\"tenant\",\"object\":\"" + "x".repeat(LineReader.LONGEST) + "\"}\n";
                        default -> line(tenant);
                    });
        }
        return file.append(TRAILER).toString();
    }

    static String line(String tenant) {
        return "{\"kind\":\"tenant\",\"object\":{\"tenant_id\":\"" + tenant + "\",\"name\":\"" + tenant
                + "\",\"endpoints\":[{\"endpoint_id\":\"main\",\"provider\":\"WAHA\",\"priority\":0,\"session\":\"s-"
                + tenant + "\",\"api_url\":\"http://127.0.0.1:8190/waha\"}]}}\n";
    }

    private static void assertRefused(Operation ended, String word) {
        assertThat(ended.getState()).isEqualTo(OperationState.OPERATION_STATE_FAILED);
        assertThat(ended.getFailureReason()).isEqualTo(ErrorReason.ERROR_REASON_FIELD_INVALID);
        assertThat(ended.getFailureDetail()).contains(word);
        assertThat(ended.getDoneItems()).isZero();
    }

    private static boolean exists(TransferHarness where, String tenant) {
        return where.db()
                .read(sql -> sql.one(
                        "SELECT tenant_id FROM tenant WHERE tenant_id = ?", row -> row.string("tenant_id"), tenant))
                .isPresent();
    }

    private static String name(String tenant) {
        return into.tenants()
                .getTenant(GetTenantRequest.newBuilder().setTenantId(tenant).build())
                .getTenant()
                .getName();
    }

    private static TenantSnapshot snapshot(TransferHarness where, String tenant) {
        return where.service.bean(SnapshotCodec.class).decode(where.snapshot(tenant));
    }

    /// A number with its tree and a project; the project's id.
    private static String hub(String tenant, String number) {
        String account = Fixtures.id("waba");
        String app = Fixtures.id("app");
        from.hub()
                .createBusinessAccount(CreateBusinessAccountRequest.newBuilder()
                        .setRequestId(requestId())
                        .setBusinessAccountId(account)
                        .setTimezone("Europe/Berlin")
                        .build());
        from.hub()
                .createApp(CreateAppRequest.newBuilder()
                        .setRequestId(requestId())
                        .setAppId(app)
                        .setBusinessAccountId(account)
                        .setVerifyToken(Fixtures.secret())
                        .setAppSecret(Fixtures.secret())
                        .build());
        from.hub()
                .createPhoneNumber(CreatePhoneNumberRequest.newBuilder()
                        .setRequestId(requestId())
                        .setPhoneNumberId(number)
                        .setAppId(app)
                        .setTenantId(tenant)
                        .setDisplayNumber(Fixtures.phone())
                        .build());
        String project = from.hub()
                .createProject(CreateProjectRequest.newBuilder()
                        .setRequestId(requestId())
                        .setTenantId(tenant)
                        .setUrl("http://127.0.0.1:8190/backend/a")
                        .putHeaders("X-Key", Fixtures.secret())
                        .build())
                .getProject()
                .getProjectId();
        from.hub()
                .mapProject(MapProjectRequest.newBuilder()
                        .setRequestId(requestId())
                        .setPhoneNumberId(number)
                        .setProjectId(project)
                        .setPriority(3)
                        .build());
        return project;
    }
}
