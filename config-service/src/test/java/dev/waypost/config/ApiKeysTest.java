package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Timestamp;
import dev.waypost.platform.crypto.Vault;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.settings.SettingsRefused;
import dev.waypost.proto.config.v1.ApiKey;
import dev.waypost.proto.config.v1.ApiKeyServiceGrpc;
import dev.waypost.proto.config.v1.AuthenticateApiKeyRequest;
import dev.waypost.proto.config.v1.CreateApiKeyRequest;
import dev.waypost.proto.config.v1.CreateApiKeyResponse;
import dev.waypost.proto.config.v1.GetTenantRequest;
import dev.waypost.proto.config.v1.ListApiKeysRequest;
import dev.waypost.proto.config.v1.ListTenantsRequest;
import dev.waypost.proto.config.v1.RevokeApiKeyRequest;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ApiKeysTest {
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
    void a_tenant_key_sees_its_tenant_and_no_other() {
        String mine = config.newTenant().getTenantId();
        String other = config.newTenant().getTenantId();
        String key = create(Role.ROLE_VIEWER, mine).getSecret();
        var asTenant = config.tenants(config.service.as(key));

        assertThat(asTenant.getTenant(get(mine)).getTenant().getTenantId()).isEqualTo(mine);
        assertThat(fault(() -> asTenant.getTenant(get(other))).reason()).isEqualTo(Reason.TENANT_NOT_FOUND);
        assertThat(fault(() -> asTenant.getTenant(get("nobody"))).reason()).isEqualTo(Reason.TENANT_NOT_FOUND);
        assertThat(asTenant.listTenants(ListTenantsRequest.getDefaultInstance()).getTenantsList())
                .extracting(Tenant::getTenantId)
                .containsExactly(mine);
    }

    @Test
    void a_key_is_answered_once_and_kept_only_as_a_hash() {
        CreateApiKeyRequest request = request(Role.ROLE_OPERATOR).build();

        CreateApiKeyResponse made = config.keys().createApiKey(request);
        CreateApiKeyResponse again = config.keys().createApiKey(request);

        assertThat(made.getSecret()).startsWith("wp_");
        assertThat(again.getSecret()).isEmpty();
        assertThat(again.getApiKey()).isEqualTo(made.getApiKey());
        long found = config.service
                .bean(Db.class)
                .read(sql -> sql.one(
                                "SELECT (SELECT count(*) FROM api_key k WHERE k::text LIKE '%' || ? || '%')"
                                        + " + (SELECT count(*) FROM request WHERE encode(response, 'escape') LIKE '%' || ? || '%')"
                                        + " AS found",
                                row -> row.longValue("found"), made.getSecret(), made.getSecret())
                        .orElseThrow());
        assertThat(found).isZero();
    }

    @Test
    void a_revoked_key_is_unknown() {
        CreateApiKeyResponse made = create(Role.ROLE_ADMIN);
        var asKey = config.tenants(config.service.as(made.getSecret()));
        asKey.listTenants(ListTenantsRequest.getDefaultInstance());

        config.keys()
                .revokeApiKey(RevokeApiKeyRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setKeyId(made.getApiKey().getKeyId())
                        .build());

        assertThat(fault(() -> asKey.listTenants(ListTenantsRequest.getDefaultInstance()))
                        .reason())
                .isEqualTo(Reason.CALLER_UNKNOWN);
    }

    @Test
    void nobody_but_a_service_may_authenticate_for_others_and_strangers_get_nowhere() {
        var asAdmin = ApiKeyServiceGrpc.newBlockingStub(config.service.admin());
        var stranger = config.tenants(config.service.as("wp_unknown"));

        assertThat(fault(() -> asAdmin.authenticateApiKey(AuthenticateApiKeyRequest.newBuilder()
                                .setPresentedKey("wp_any")
                                .build()))
                        .reason())
                .isEqualTo(Reason.ROLE_FORBIDDEN);
        assertThat(fault(() -> stranger.listTenants(ListTenantsRequest.getDefaultInstance()))
                        .reason())
                .isEqualTo(Reason.CALLER_UNKNOWN);
    }

    @Test
    void a_tenant_role_needs_tenants_that_exist() {
        assertThat(fault(() -> create(Role.ROLE_TENANT_SEND)).reason()).isEqualTo(Reason.FIELD_INVALID);
        assertThat(fault(() -> create(Role.ROLE_TENANT_SEND, "nobody")).reason())
                .isEqualTo(Reason.TENANT_NOT_FOUND);
        assertThat(fault(() -> create(Role.ROLE_SERVICE)).reason()).isEqualTo(Reason.FIELD_INVALID);
    }

    @Test
    void a_tenant_s_administrator_makes_and_revokes_keys_of_his_tenants_only() {
        String mine = config.newTenant().getTenantId();
        String other = config.newTenant().getTenantId();
        String both = create(Role.ROLE_TENANT_READ, mine, other).getApiKey().getKeyId();
        String others = create(Role.ROLE_TENANT_READ, other).getApiKey().getKeyId();
        var asMine = ApiKeyServiceGrpc.newBlockingStub(
                config.service.as(create(Role.ROLE_ADMIN, mine).getSecret()));

        Fault unbound = fault(() -> asMine.createApiKey(request(Role.ROLE_ADMIN).build()));
        Fault foreign = fault(() -> asMine.createApiKey(
                request(Role.ROLE_VIEWER).addTenantIds(other).build()));
        String own = asMine.createApiKey(
                        request(Role.ROLE_ADMIN).addTenantIds(mine).build())
                .getApiKey()
                .getKeyId();

        assertThat(unbound.reason()).isEqualTo(Reason.FIELD_INVALID);
        assertThat(foreign.reason()).isEqualTo(Reason.TENANT_NOT_FOUND);
        var seen = asMine.listApiKeys(
                        ListApiKeysRequest.newBuilder().setTenantId(mine).build())
                .getApiKeysList();
        assertThat(seen).extracting(ApiKey::getKeyId).contains(both, own).doesNotContain(others);
        assertThat(seen).allSatisfy(key -> assertThat(key.getTenantIdsList()).containsExactly(mine));
        assertThat(fault(() -> asMine.revokeApiKey(revoke(own).build())).reason())
                .isEqualTo(Reason.FIELD_INVALID);
        for (String notHis : List.of(both, others, "key_nobody")) {
            assertThat(fault(() -> asMine.revokeApiKey(
                                    revoke(notHis).setTenantId(mine).build()))
                            .reason())
                    .isEqualTo(Reason.API_KEY_NOT_FOUND);
        }
        assertThat(asMine.revokeApiKey(revoke(own).setTenantId(mine).build())
                        .getApiKey()
                        .hasRevokeTime())
                .isTrue();
    }

    @Test
    void everything_wrong_with_a_key_is_said_in_one_answer() {
        Fault wrong = fault(() -> config.keys()
                .createApiKey(CreateApiKeyRequest.newBuilder()
                        .setRequestId("a/b")
                        .setRole(Role.ROLE_SERVICE)
                        .addTenantIds("sal\u043en")
                        .build()));
        Fault past = fault(() -> config.keys()
                .createApiKey(request(Role.ROLE_VIEWER)
                        .setExpireTime(Timestamp.newBuilder().setSeconds(1_000_000_000))
                        .build()));

        assertThat(wrong.violations())
                .extracting(Fault.Violation::field)
                .containsExactlyInAnyOrder("request_id", "name", "role", "tenant_ids[0]");
        assertThat(past.violations()).singleElement().satisfies(violation -> {
            assertThat(violation.field()).isEqualTo("expire_time");
            assertThat(violation.description()).contains("value: 2001-09-09T01:46:40Z (expected: a time after ");
        });
    }

    @Test
    void use_is_noted_by_the_minute() {
        CreateApiKeyResponse made = create(Role.ROLE_ADMIN);
        var asKey = config.tenants(config.service.as(made.getSecret()));

        asKey.listTenants(ListTenantsRequest.getDefaultInstance());
        Timestamp first = lastUse(made);
        asKey.listTenants(ListTenantsRequest.getDefaultInstance());

        assertThat(first.getSeconds()).isPositive();
        assertThat(lastUse(made)).isEqualTo(first);
    }

    private static Timestamp lastUse(CreateApiKeyResponse made) {
        return config.keys().listApiKeys(ListApiKeysRequest.getDefaultInstance()).getApiKeysList().stream()
                .filter(key -> key.getKeyId().equals(made.getApiKey().getKeyId()))
                .findFirst()
                .orElseThrow()
                .getLastUseTime();
    }

    private static RevokeApiKeyRequest.Builder revoke(String keyId) {
        return RevokeApiKeyRequest.newBuilder()
                .setRequestId(ConfigHarness.requestId())
                .setKeyId(keyId);
    }

    @Test
    void another_master_key_does_not_start() {
        Map<String, Object> wrong =
                Map.of("waypost.db.url", Backends.jdbcUrl(), "waypost.crypto.key", Vault.newKeyset());

        assertThatThrownBy(() -> ServiceUnderTest.start("config", wrong).close())
                .isInstanceOf(SettingsRefused.class)
                .hasMessageContaining("master key is not the one");
    }

    private static CreateApiKeyResponse create(Role role, String... tenants) {
        return config.keys()
                .createApiKey(request(role).addAllTenantIds(List.of(tenants)).build());
    }

    private static CreateApiKeyRequest.Builder request(Role role) {
        return CreateApiKeyRequest.newBuilder()
                .setRequestId(ConfigHarness.requestId())
                .setName("test")
                .setRole(role);
    }

    private static GetTenantRequest get(String tenantId) {
        return GetTenantRequest.newBuilder().setTenantId(tenantId).build();
    }
}
