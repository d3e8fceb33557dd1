package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.meta;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.db.Db;
import dev.waypost.proto.config.v1.CredentialKind;
import dev.waypost.proto.config.v1.FoundName;
import dev.waypost.proto.config.v1.GetSnapshotRequest;
import dev.waypost.proto.config.v1.LookupName;
import dev.waypost.proto.config.v1.NameKind;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.ResolveNamesRequest;
import dev.waypost.proto.config.v1.RevokeAppCredentialRequest;
import dev.waypost.proto.config.v1.RevokeCredentialRequest;
import dev.waypost.proto.config.v1.RotateAppCredentialRequest;
import dev.waypost.proto.config.v1.RotateCredentialRequest;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.SetGatewayCodeRequest;
import dev.waypost.proto.config.v1.Snapshot;
import dev.waypost.proto.config.v1.SnapshotServiceGrpc;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class LookupsTest {
    private static final FoundName NOBODY = FoundName.getDefaultInstance();

    private static ConfigHarness config;
    private static HubFixture hub;
    private static SnapshotConsumer consumer;
    private static SnapshotServiceGrpc.SnapshotServiceBlockingStub snapshots;

    @BeforeAll
    static void start() {
        config = new ConfigHarness();
        hub = new HubFixture(config);
        consumer = new SnapshotConsumer(config.service.grpcAddress(), Backends.redisUrl());
        snapshots = SnapshotServiceGrpc.newBlockingStub(consumer.channel());
    }

    @AfterAll
    static void stop() {
        consumer.close();
        config.close();
    }

    @Test
    void an_answer_shows_what_any_process_committed_before_the_question() {
        String tenant = config.newTenant().getTenantId();

        for (int i = 0; i < 20; i++) {
            String name = "name " + i;
            // Not through this process's services: another config-service would do just this.
            config.service
                    .bean(Db.class)
                    .run(sql -> sql.update(
                            "UPDATE tenant SET name = ?, revision = revision + 1 WHERE tenant_id = ?", name, tenant));

            assertThat(get(tenant)).contains("\"" + name + "\"");
            assertThat(get(tenant)).contains("\"" + name + "\"");
        }
    }

    @Test
    void many_who_ask_at_once_each_get_their_own_tenant() throws Exception {
        List<String> tenants = IntStream.range(0, 20)
                .mapToObj(i -> config.newTenant().getTenantId())
                .toList();

        try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = callers.invokeAll(IntStream.range(0, 400)
                    .mapToObj(i -> (Callable<String>) () -> {
                        String tenant = tenants.get(i % 20);
                        if (i % 7 == 0) {
                            return fault(() -> get("nobody-" + i)).metadata().get("tenant_id") + "";
                        }
                        return get(tenant).contains("\"" + tenant + "\"") ? tenant : "another";
                    })
                    .toList());
            for (int i = 0; i < 400; i++) {
                assertThat(answers.get(i).get()).isEqualTo(i % 7 == 0 ? "nobody-" + i : tenants.get(i % 20));
            }
        }
    }

    @Test
    void an_endpoint_is_found_by_its_number_account_session_and_path() {
        String number = Fixtures.phoneNumberId();
        String account = Fixtures.id("waba");
        String session = Fixtures.id("session");
        String meta = Fixtures.tenantId();
        String waha = Fixtures.tenantId();
        config.endpoints()
                .setEndpoint(meta(meta, number)
                        .setCreateTenant(true)
                        .setWabaId(account)
                        .build());
        config.endpoints()
                .setEndpoint(SetEndpointRequest.newBuilder()
                        .setForce(true)
                        .setTenantId(waha)
                        .setCreateTenant(true)
                        .setRequestId(requestId())
                        .setEndpointId("other")
                        .setProvider(Provider.PROVIDER_WAHA)
                        .setApiUrl("http://127.0.0.1:8190/waha")
                        .setSession(session)
                        .build());

        assertThat(found(resolve(NameKind.NAME_KIND_PHONE_NUMBER, number))).isEqualTo(meta + "/main");
        assertThat(found(resolve(NameKind.NAME_KIND_WABA, account))).isEqualTo(meta + "/main");
        assertThat(found(resolve(NameKind.NAME_KIND_SESSION, session))).isEqualTo(waha + "/other");
        assertThat(found(resolve(NameKind.NAME_KIND_ENDPOINT_PATH, waha, "other")))
                .isEqualTo(waha + "/other");
        assertThat(resolve(NameKind.NAME_KIND_ENDPOINT_PATH, waha, "main")).isEqualTo(NOBODY);
        assertThat(resolve(NameKind.NAME_KIND_WABA, "nobodys")).isEqualTo(NOBODY);
    }

    @Test
    void many_names_at_once_are_each_answered_in_their_place_and_nonsense_is_nobodys() {
        String number = Fixtures.phoneNumberId();
        String account = Fixtures.id("waba");
        String tenant = Fixtures.tenantId();
        config.endpoints()
                .setEndpoint(meta(tenant, number)
                        .setCreateTenant(true)
                        .setWabaId(account)
                        .build());
        String hubTenant = hub.tenant();
        String hubNumber = hub.number(hubTenant).getPhoneNumberId();

        List<FoundName> found = snapshots
                .resolveNames(ResolveNamesRequest.newBuilder()
                        .addNames(lookup(NameKind.NAME_KIND_WABA, account, ""))
                        .addNames(lookup(NameKind.NAME_KIND_VERIFY_TOKEN, "no hash", ""))
                        .addNames(lookup(NameKind.NAME_KIND_PHONE_NUMBER, hubNumber, ""))
                        .addNames(lookup(NameKind.NAME_KIND_APP, "", ""))
                        .addNames(lookup(NameKind.NAME_KIND_ENDPOINT_PATH, "../" + tenant, "main"))
                        .addNames(lookup(NameKind.NAME_KIND_ENDPOINT_PATH, tenant, "main"))
                        .addNames(lookup(NameKind.NAME_KIND_PHONE_NUMBER, number, ""))
                        .build())
                .getFoundList();

        assertThat(found.stream().map(f -> f.getTenantId() + "/" + f.getEndpointId()))
                .containsExactly(tenant + "/main", "/", hubTenant + "/", "/", "/", tenant + "/main", tenant + "/main");
        var alone = resolve(NameKind.NAME_KIND_PHONE_NUMBER, hubNumber);
        assertThat(found.get(2).getAppId()).isEqualTo(alone.getAppId()).isNotEmpty();
        assertThat(found.get(2).getRevision()).isEqualTo(snapshot(hubTenant).getRevision());
    }

    @Test
    void a_number_of_the_hub_leads_to_its_tenant_and_an_endpoints_comes_first() {
        String tenant = hub.tenant();
        String number = hub.number(tenant).getPhoneNumberId();

        assertThat(found(resolve(NameKind.NAME_KIND_PHONE_NUMBER, number))).isEqualTo(tenant + "/");
        assertThat(resolve(NameKind.NAME_KIND_PHONE_NUMBER, number).getAppId()).isNotEmpty();

        config.endpoints().setEndpoint(meta(tenant, number).build());
        assertThat(found(resolve(NameKind.NAME_KIND_PHONE_NUMBER, number))).isEqualTo(tenant + "/main");
    }

    @Test
    void a_code_leads_to_its_tenant_and_the_endpoint_of_a_gateway_names_it() {
        String platform = hub.tenant();
        String tenant = hub.tenant();
        String gateway = hub.gateway(platform).getGatewayId();
        config.gateways()
                .setGatewayCode(SetGatewayCodeRequest.newBuilder()
                        .setRequestId(requestId())
                        .setGatewayId(gateway)
                        .setCode("A-42")
                        .setTenantId(tenant)
                        .build());

        FoundName byCode = resolve(NameKind.NAME_KIND_GATEWAY_CODE, gateway, "a-42");
        FoundName byPath = resolve(NameKind.NAME_KIND_ENDPOINT_PATH, platform, "main");

        assertThat(found(byCode)).isEqualTo(tenant + "/");
        assertThat(byCode.getGatewayId()).isEqualTo(gateway);
        assertThat(byPath.getGatewayId()).isEqualTo(gateway);
        assertThat(resolve(NameKind.NAME_KIND_GATEWAY_CODE, gateway, "A-42")).isEqualTo(byCode);
        assertThat(resolve(NameKind.NAME_KIND_GATEWAY_CODE, gateway, "a-43")).isEqualTo(NOBODY);
        assertThat(resolve(NameKind.NAME_KIND_GATEWAY, gateway)).isEqualTo(byPath);
    }

    @Test
    void an_app_leads_to_the_tenant_that_uses_it_alone() {
        String first = hub.tenant();
        String second = hub.tenant();
        String app = hub.app(hub.account(first).getBusinessAccountId()).getAppId();
        assertThat(resolve(NameKind.NAME_KIND_APP, app).getTenantId()).isEmpty();

        endpointOf(app, first, "one");
        endpointOf(app, first, "two");
        FoundName alone = resolve(NameKind.NAME_KIND_APP, app);
        endpointOf(app, second, "one");
        FoundName shared = resolve(NameKind.NAME_KIND_APP, app);

        assertThat(alone.getTenantId()).isEqualTo(first);
        assertThat(shared.getTenantId()).isEmpty();
        assertThat(shared.getApp().getAppId()).isEqualTo(app);
    }

    @Test
    void a_business_account_leads_to_its_endpoint_and_to_its_app_while_there_is_one() {
        String tenant = hub.tenant();
        String account = hub.account(tenant).getBusinessAccountId();
        assertThat(resolve(NameKind.NAME_KIND_WABA, account)).isEqualTo(NOBODY);

        String app = hub.app(account).getAppId();
        FoundName ofHub = resolve(NameKind.NAME_KIND_WABA, account);
        config.endpoints()
                .setEndpoint(meta(tenant, Fixtures.phoneNumberId())
                        .setWabaId(account)
                        .build());
        FoundName ofEndpoint = resolve(NameKind.NAME_KIND_WABA, account);
        hub.app(account);
        FoundName shared = resolve(NameKind.NAME_KIND_WABA, account);

        assertThat(ofHub.getApp().getAppId()).isEqualTo(app);
        assertThat(ofEndpoint.getTenantId()).isEqualTo(tenant);
        assertThat(ofEndpoint.getAppId()).isEqualTo(app);
        assertThat(shared.getAppId()).isEmpty();
    }

    @Test
    void an_apps_old_token_finds_it_until_the_overlap_ends() {
        String before = Fixtures.secret();
        String app = config.hub()
                .createApp(hub.newApp(hub.account(hub.tenant()).getBusinessAccountId())
                        .setVerifyToken(before)
                        .build())
                .getApp()
                .getAppId();
        String next = Fixtures.secret();
        config.hub()
                .rotateAppCredential(RotateAppCredentialRequest.newBuilder()
                        .setRequestId(requestId())
                        .setAppId(app)
                        .setKind(CredentialKind.CREDENTIAL_KIND_VERIFY_TOKEN)
                        .setSecret(next)
                        .build());

        assertThat(resolveToken(next).getApp().getAppId()).isEqualTo(app);
        FoundName old = resolveToken(before);
        assertThat(old.getApp().getAppId()).isEqualTo(app);
        assertThat(old.getApp().getPreviousVerifyToken()).isNotEmpty();
        assertThat(old.getApp().hasPreviousVerifyTokenValidUntil()).isTrue();

        config.hub()
                .revokeAppCredential(RevokeAppCredentialRequest.newBuilder()
                        .setRequestId(requestId())
                        .setAppId(app)
                        .setKind(CredentialKind.CREDENTIAL_KIND_VERIFY_TOKEN)
                        .build());
        assertThat(resolveToken(before)).isEqualTo(NOBODY);
        assertThat(resolveToken(next).getApp().getAppId()).isEqualTo(app);
    }

    @Test
    void an_endpoints_old_token_finds_it_until_the_overlap_ends() {
        String before = Fixtures.secret();
        String tenant = Fixtures.tenantId();
        config.endpoints()
                .setEndpoint(meta(tenant, Fixtures.phoneNumberId())
                        .setCreateTenant(true)
                        .setVerifyToken(before)
                        .build());
        String next = Fixtures.secret();
        config.endpoints()
                .rotateCredential(RotateCredentialRequest.newBuilder()
                        .setRequestId(requestId())
                        .setTenantId(tenant)
                        .setKind(CredentialKind.CREDENTIAL_KIND_VERIFY_TOKEN)
                        .setSecret(next)
                        .build());

        assertThat(found(resolveToken(next))).isEqualTo(tenant + "/main");
        assertThat(found(resolveToken(before))).isEqualTo(tenant + "/main");

        config.endpoints()
                .revokeCredential(RevokeCredentialRequest.newBuilder()
                        .setRequestId(requestId())
                        .setTenantId(tenant)
                        .setKind(CredentialKind.CREDENTIAL_KIND_VERIFY_TOKEN)
                        .build());
        assertThat(resolveToken(before)).isEqualTo(NOBODY);
        assertThat(found(resolveToken(next))).isEqualTo(tenant + "/main");
    }

    private static String get(String tenant) {
        return snapshot(tenant).getSnapshotJson();
    }

    private static Snapshot snapshot(String tenant) {
        return snapshots
                .getSnapshot(GetSnapshotRequest.newBuilder().setTenantId(tenant).build())
                .getSnapshot();
    }

    private static FoundName resolve(NameKind kind, String name) {
        return resolve(kind, name, "");
    }

    /// One name alone, at the revision that its tenant's snapshot has.
    private static FoundName resolve(NameKind kind, String first, String second) {
        List<FoundName> found = snapshots
                .resolveNames(ResolveNamesRequest.newBuilder()
                        .addNames(lookup(kind, first, second))
                        .build())
                .getFoundList();
        assertThat(found).hasSize(1);
        FoundName answer = found.getFirst();
        assertThat(answer.getRevision())
                .isEqualTo(
                        answer.getTenantId().isEmpty()
                                ? 0
                                : snapshot(answer.getTenantId()).getRevision());
        return answer;
    }

    private static LookupName lookup(NameKind kind, String first, String second) {
        return LookupName.newBuilder()
                .setKind(kind)
                .setFirst(first)
                .setSecond(second)
                .build();
    }

    private static FoundName resolveToken(String token) {
        try {
            return resolve(
                    NameKind.NAME_KIND_VERIFY_TOKEN,
                    HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256")
                                    .digest(token.getBytes(StandardCharsets.UTF_8))));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String found(FoundName answer) {
        return answer.getTenantId() + "/" + answer.getEndpointId();
    }

    private static void endpointOf(String app, String tenant, String endpoint) {
        config.service.bean(Db.class).run(sql -> sql.update("""
                        INSERT INTO endpoint (tenant_id, endpoint_id, name, provider, api_url, api_version, app_id,
                            role, priority, weight, active, webhook_url, allowed_cidrs, secrets, revision)
                        VALUES (?, ?, '', 'META_CLOUD', 'http://127.0.0.1/', 'v23.0', ?, 'STANDBY', 0, 1, true, '',
                            '{}', '{}', 1)""", tenant, endpoint, app));
    }
}
