package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.meta;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.settings.Secret;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.CreatePhoneNumberRequest;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.DeleteEndpointRequest;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.GetEndpointRequest;
import dev.waypost.proto.config.v1.GetTenantRequest;
import dev.waypost.proto.config.v1.ListEndpointsRequest;
import dev.waypost.proto.config.v1.MapProjectRequest;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.UnmapProjectRequest;
import dev.waypost.testkit.Fixtures;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EndpointsTest {
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
    void set_makes_tenant_and_endpoint_and_the_snapshot_opens_with_the_same_secrets() {
        String tenant = Fixtures.tenantId();
        String number = Fixtures.phoneNumberId();
        String apiKey = Fixtures.secret();
        String appSecret = Fixtures.secret();

        var set = config.endpoints()
                .setEndpoint(meta(tenant, number)
                        .setCreateTenant(true)
                        .setApiKey(apiKey)
                        .setAppSecret(appSecret)
                        .setVerifyToken("short")
                        .build());

        assertThat(set.getCreated()).isTrue();
        Endpoint got = config.endpoints()
                .getEndpoint(GetEndpointRequest.newBuilder().setTenantId(tenant).build())
                .getEndpoint();
        assertThat(got.getApiKey().getPresent()).isTrue();
        assertThat(got.getApiKey().getVersion()).isEqualTo(1);
        assertThat(got.getApiKey().getHint()).isEqualTo(apiKey.substring(apiKey.length() - 4));
        assertThat(got.getVerifyToken().getHint()).isEmpty();
        assertThat(got.getApiVersion()).isEqualTo("v23.0");
        assertThat(got.getWebhookUrl()).endsWith("/api/whatsapp/webhook/" + tenant + "/main");
        TenantSnapshot snapshot = snapshot(tenant);
        var endpoint = snapshot.activeEndpoint().orElseThrow();
        assertThat(endpoint.apiKey()).extracting(secret -> secret.reveal()).isEqualTo(apiKey);
        assertThat(endpoint.webhookSecret())
                .extracting(secret -> secret.reveal())
                .isEqualTo(appSecret);
        assertThat(endpoint.phoneNumberId()).isEqualTo(number);
        assertThat(snapshot.revision()).isEqualTo(got.getTenantRevision());
    }

    @Test
    void no_plaintext_secret_rests_in_redis_or_in_any_table() {
        String tenant = Fixtures.tenantId();
        String canary = "canary" + Fixtures.secret();

        config.endpoints()
                .setEndpoint(meta(tenant, Fixtures.phoneNumberId())
                        .setCreateTenant(true)
                        .setApiKey(canary + "a")
                        .setAppSecret(canary + "b")
                        .setWebhookSecret(canary + "c")
                        .setVerifyToken(canary + "d")
                        .build());
        config.hub()
                .createProject(CreateProjectRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .putHeaders("X-Key", canary + "e")
                        .setSigningSecret(canary + "f")
                        .build());

        assertThat(raw(tenant)).doesNotContain(canary).contains("\"tenantId\":\"" + tenant + "\"");
        for (String table : List.of("tenant", "endpoint", "project", "app", "change", "request")) {
            List<String> rows = config.service
                    .bean(Db.class)
                    .read(sql -> sql.list(
                            "SELECT t::text || coalesce(encode(to_jsonb(t)::text::bytea, 'escape'), '') AS row FROM "
                                    + table + " t",
                            row -> row.string("row")));
            assertThat(rows).as(table).noneMatch(row -> row.contains(canary));
        }
        List<String> answers = config.service
                .bean(Db.class)
                .read(sql ->
                        sql.list("SELECT encode(response, 'escape') AS text FROM request", row -> row.string("text")));
        assertThat(answers).isNotEmpty().noneMatch(text -> text.contains(canary));
    }

    @Test
    void a_second_endpoint_of_a_single_tenant_replaces_the_first() {
        String tenant = config.newTenant().getTenantId();
        String number = Fixtures.phoneNumberId();
        config.endpoints().setEndpoint(meta(tenant, number).build());

        config.endpoints()
                .setEndpoint(meta(tenant, number).setEndpointId("next").build());

        assertThat(config.endpoints()
                        .listEndpoints(ListEndpointsRequest.newBuilder()
                                .setTenantId(tenant)
                                .build())
                        .getEndpointsList())
                .extracting(Endpoint::getEndpointId)
                .containsExactly("next");
        assertThat(snapshot(tenant).endpoints()).hasSize(1);
    }

    @Test
    void an_empty_secret_keeps_the_stored_one_and_a_new_one_raises_its_version() {
        String tenant = config.newTenant().getTenantId();
        String number = Fixtures.phoneNumberId();
        config.endpoints()
                .setEndpoint(
                        meta(tenant, number).setApiKey("first-key-0123456789").build());

        var kept = config.endpoints().setEndpoint(meta(tenant, number).build()).getEndpoint();
        var replaced = config.endpoints()
                .setEndpoint(
                        meta(tenant, number).setApiKey("second-key-0123456789").build())
                .getEndpoint();

        assertThat(kept.getApiKey().getVersion()).isEqualTo(1);
        assertThat(replaced.getApiKey().getVersion()).isEqualTo(2);
        assertThat(replaced.getRevision()).isEqualTo(3);
    }

    @Test
    void a_stored_key_does_not_leave_for_another_server() {
        String tenant = config.newTenant().getTenantId();
        String number = Fixtures.phoneNumberId();
        config.endpoints()
                .setEndpoint(
                        meta(tenant, number).setApiKey("first-key-0123456789").build());
        long before = revision(tenant);

        for (String elsewhere :
                List.of("http://127.0.0.2:8190/meta", "https://127.0.0.1:8190/meta", "http://127.0.0.1:8191/meta")) {
            Fault refused = fault(() -> config.endpoints()
                    .setEndpoint(meta(tenant, number).setApiUrl(elsewhere).build()));

            assertThat(refused.reason()).isEqualTo(Reason.FIELD_INVALID);
            assertThat(refused.violations()).singleElement().satisfies(violation -> {
                assertThat(violation.field()).isEqualTo("api_key");
                assertThat(violation.description()).contains("given again", "was http://127.0.0.1:8190/meta");
            });
        }
        assertThat(revision(tenant)).isEqualTo(before);

        config.endpoints()
                .setEndpoint(meta(tenant, number)
                        .setApiUrl("http://127.0.0.1:8190/another/path")
                        .build());
        var moved = config.endpoints()
                .setEndpoint(meta(tenant, number)
                        .setApiUrl("http://127.0.0.2:8190/meta")
                        .setApiKey("second-key-0123456789")
                        .build());
        assertThat(moved.getEndpoint().getApiKey().getVersion()).isEqualTo(2);
    }

    @Test
    void a_stale_revision_is_refused_and_changes_nothing() {
        String tenant = config.newTenant().getTenantId();
        String number = Fixtures.phoneNumberId();
        config.endpoints().setEndpoint(meta(tenant, number).build());
        config.endpoints().setEndpoint(meta(tenant, number).build());
        long before = revision(tenant);

        Fault stale = fault(() -> config.endpoints()
                .setEndpoint(meta(tenant, number).setExpectedRevision(1).build()));

        assertThat(stale.reason()).isEqualTo(Reason.REVISION_CONFLICT);
        assertThat(revision(tenant)).isEqualTo(before);
    }

    @Test
    void the_same_request_id_answers_the_same_and_refuses_another_body() {
        String tenant = config.newTenant().getTenantId();
        SetEndpointRequest request =
                meta(tenant, Fixtures.phoneNumberId()).setName("first").build();

        var first = config.endpoints().setEndpoint(request);
        var again = config.endpoints().setEndpoint(request);
        Fault other = fault(() -> config.endpoints()
                .setEndpoint(request.toBuilder().setName("other").build()));

        assertThat(again).isEqualTo(first);
        assertThat(other.reason()).isEqualTo(Reason.REQUEST_ID_REUSED);
        assertThat(revision(tenant)).isEqualTo(first.getEndpoint().getTenantRevision());
    }

    @Test
    void every_broken_field_is_named_at_once_and_an_address_that_may_not_be_called_is_refused() {
        Fault ids = fault(() -> config.endpoints()
                .setEndpoint(meta("has.dot", "1").setEndpointId("has:colon").build()));
        Fault broken = fault(() -> config.endpoints()
                .setEndpoint(meta(Fixtures.tenantId(), "")
                        .setAppId("../up")
                        .addAllowedCidrs("10.0.0.0/99")
                        .build()));
        Fault inside = fault(() -> config.endpoints()
                .setEndpoint(meta(Fixtures.tenantId(), "1")
                        .setCreateTenant(true)
                        .setApiUrl("http://169.254.169.254/latest")
                        .build()));

        assertThat(ids.reason()).isEqualTo(Reason.FIELD_INVALID);
        assertThat(ids.violations()).extracting(Fault.Violation::field).contains("tenant_id", "endpoint_id");
        assertThat(broken.reason()).isEqualTo(Reason.FIELD_INVALID);
        assertThat(broken.violations())
                .extracting(Fault.Violation::field)
                .contains("phone_number_id", "app_id", "allowed_cidrs[0]");
        assertThat(inside.reason()).isEqualTo(Reason.ENDPOINT_URL_REFUSED);
    }

    @Test
    void a_number_belongs_to_one_tenant() {
        String number = Fixtures.phoneNumberId();
        config.endpoints()
                .setEndpoint(meta(config.newTenant().getTenantId(), number).build());

        Fault taken = fault(() -> config.endpoints()
                .setEndpoint(meta(config.newTenant().getTenantId(), number).build()));

        assertThat(taken.reason()).isEqualTo(Reason.ALREADY_EXISTS);
    }

    @Test
    void delete_removes_the_endpoint_from_the_snapshot() {
        String tenant = config.newTenant().getTenantId();
        config.endpoints().setEndpoint(meta(tenant, Fixtures.phoneNumberId()).build());

        config.endpoints()
                .deleteEndpoint(DeleteEndpointRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(ConfigHarness.requestId())
                        .build());

        assertThat(snapshot(tenant).endpoints()).isEmpty();
        assertThat(fault(() -> config.endpoints()
                                .getEndpoint(GetEndpointRequest.newBuilder()
                                        .setTenantId(tenant)
                                        .build()))
                        .reason())
                .isEqualTo(Reason.ENDPOINT_NOT_FOUND);
    }

    @Test
    void a_mapped_project_is_in_the_snapshot_of_the_number_s_tenant_until_unmapped() {
        String tenant = config.newTenant().getTenantId();
        String number = Fixtures.phoneNumberId();
        String account = Fixtures.id("waba");
        String app = Fixtures.id("app");
        config.hub()
                .createBusinessAccount(CreateBusinessAccountRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setBusinessAccountId(account)
                        .build());
        config.hub()
                .createApp(CreateAppRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setAppId(app)
                        .setBusinessAccountId(account)
                        .setAppSecret("hub-app-secret")
                        .setVerifyToken("hub-token")
                        .build());
        config.hub()
                .createPhoneNumber(CreatePhoneNumberRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setPhoneNumberId(number)
                        .setAppId(app)
                        .setTenantId(tenant)
                        .build());
        config.endpoints().setEndpoint(meta(tenant, number).setAppId(app).build());
        var project = config.hub()
                .createProject(CreateProjectRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setTenantId(tenant)
                        .setUrl("http://127.0.0.1:8190/backend/one")
                        .putHeaders("X-Key", "header-secret")
                        .build());
        String projectId = project.getProject().getProjectId();

        config.hub()
                .mapProject(MapProjectRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setPhoneNumberId(number)
                        .setProjectId(projectId)
                        .setPriority(100)
                        .build());

        TenantSnapshot snapshot = snapshot(tenant);
        assertThat(projectId).matches("[0-9]+");
        assertThat(snapshot.projectsOf(number)).singleElement().satisfies(mapped -> {
            assertThat(mapped.priority()).isEqualTo(100);
            assertThat(mapped.headers()).containsEntry("X-Key", Secret.of("header-secret"));
            assertThat(mapped.signingSecret()).extracting(s -> s.reveal()).isEqualTo(project.getGeneratedSecret());
        });
        assertThat(snapshot.endpoint("main").orElseThrow().webhookSecret())
                .extracting(s -> s.reveal())
                .isEqualTo("hub-app-secret");

        config.hub()
                .unmapProject(UnmapProjectRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setPhoneNumberId(number)
                        .setProjectId(projectId)
                        .build());
        assertThat(snapshot(tenant).projects()).isEmpty();
    }

    @Test
    void creating_a_tenant_twice_is_refused() {
        String tenant = config.newTenant().getTenantId();

        Fault twice = fault(() -> config.tenants()
                .createTenant(CreateTenantRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(ConfigHarness.requestId())
                        .build()));

        assertThat(twice.reason()).isEqualTo(Reason.ALREADY_EXISTS);
    }

    private static long revision(String tenant) {
        return config.tenants()
                .getTenant(GetTenantRequest.newBuilder().setTenantId(tenant).build())
                .getTenant()
                .getRevision();
    }

    private static String raw(String tenant) {
        return config.service
                .bean(Redis.class)
                .get(SnapshotKeys.snapshot(tenant))
                .orElseThrow();
    }

    private static TenantSnapshot snapshot(String tenant) {
        return config.service.bean(SnapshotCodec.class).decode(raw(tenant));
    }
}
