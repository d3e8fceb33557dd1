package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.meta;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.CreateApiKeyRequest;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.testkit.Fixtures;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EndpointRulesTest {
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
    void everything_that_is_wrong_is_said_at_once_the_address_included() {
        Fault all = fault(() -> config.endpoints()
                .setEndpoint(waha(Fixtures.tenantId(), "../etc")
                        .setApiUrl("http://192.168.1.1:3000")
                        .setWebhookUrl("https://user:pw@example.com/hook")
                        .setPriority(-1)
                        .setPhoneNumberId("a/b")
                        .addAllowedCidrs("10.1.2.3/8")
                        .addAllowedCidrs("2001:db8::/129")
                        .addAllowedCidrs("fe80::/10")
                        .build()));

        assertThat(all.reason()).isEqualTo(Reason.FIELD_INVALID);
        assertThat(all.violations())
                .extracting(Fault.Violation::field)
                .containsExactlyInAnyOrder(
                        "session",
                        "api_url",
                        "webhook_url",
                        "priority",
                        "phone_number_id",
                        "allowed_cidrs[0]",
                        "allowed_cidrs[1]");
        assertThat(all.getMessage()).contains("PRIVATE").contains("10.0.0.0/8").doesNotContain("pw@");
    }

    @ParameterizedTest
    @CsvSource({
        "https://10.1.2.3, PRIVATE",
        "https://100.64.1.1, PRIVATE",
        "https://[fd00::1], PRIVATE",
        "https://[::1], LOOPBACK",
        "https://[::ffff:10.0.0.1], PRIVATE",
        "https://169.254.7.7, LINK_LOCAL",
        "https://[fe80::1], LINK_LOCAL",
        "https://169.254.169.254, METADATA",
        "http://169.254.169.254/latest/meta-data, METADATA",
        "https://[fd00:ec2::254], METADATA",
        "https://224.0.0.1, RESERVED",
        "http://8.8.8.8, NOT_HTTPS",
        "https://no-such-name.invalid, UNRESOLVED"
    })
    void an_address_that_may_not_be_called_is_refused_with_its_class(String url, String kind) {
        Fault refused = fault(() -> config.endpoints()
                .setEndpoint(meta(Fixtures.tenantId(), Fixtures.phoneNumberId())
                        .setCreateTenant(true)
                        .setApiUrl(url)
                        .build()));

        assertThat(refused.reason()).isEqualTo(Reason.ENDPOINT_URL_REFUSED);
        assertThat(refused.metadata()).containsEntry("class", kind);
        assertThat(refused.violations()).extracting(Fault.Violation::field).containsExactly("api_url");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "..", "a..b", "tab\there", "nul\0", "ѕession", " a", "a ", "a:b", "a%2e"})
    void a_session_that_could_stand_for_something_else_is_refused(String session) {
        Fault refused = fault(() -> config.endpoints()
                .setEndpoint(waha(config.newTenant().getTenantId(), session).build()));

        assertThat(refused.violations()).extracting(Fault.Violation::field).contains("session");
    }

    @Test
    void each_provider_asks_for_its_own_fields() {
        String tenant = config.newTenant().getTenantId();

        Fault waha = fault(() -> config.endpoints().setEndpoint(waha(tenant, "").build()));
        Fault version = fault(() -> config.endpoints()
                .setEndpoint(meta(tenant, "1").setApiVersion("23").build()));
        config.endpoints()
                .setEndpoint(
                        waha(tenant, "").setProvider(Provider.PROVIDER_GOWA).build());

        assertThat(waha.violations()).extracting(Fault.Violation::field).containsExactly("session");
        assertThat(version.violations()).extracting(Fault.Violation::field).containsExactly("api_version");
    }

    @Test
    void a_session_on_one_server_belongs_to_one_tenant() {
        String session = Fixtures.id("session");
        String first = config.newTenant().getTenantId();
        config.endpoints().setEndpoint(waha(first, session).build());

        Fault taken = fault(() -> config.endpoints()
                .setEndpoint(waha(config.newTenant().getTenantId(), session)
                        .setApiUrl("http://127.0.0.1:8190/waha/")
                        .build()));
        config.endpoints()
                .setEndpoint(waha(config.newTenant().getTenantId(), session)
                        .setApiUrl("http://127.0.0.2:8190/waha")
                        .build());
        config.endpoints().setEndpoint(waha(first, session).setName("again").build());

        assertThat(taken.reason()).isEqualTo(Reason.ALREADY_EXISTS);
        assertThat(taken.metadata()).containsEntry("session", session).containsEntry("other_tenant_id", first);
    }

    @Test
    void whose_the_number_is_stays_unsaid_to_who_sees_only_some_tenants() {
        String number = Fixtures.phoneNumberId();
        String owner = config.newTenant().getTenantId();
        String other = config.newTenant().getTenantId();
        config.endpoints().setEndpoint(meta(owner, number).build());
        String key = config.keys()
                .createApiKey(CreateApiKeyRequest.newBuilder()
                        .setRequestId(requestId())
                        .setName("bound")
                        .setRole(Role.ROLE_OPERATOR)
                        .addTenantIds(other)
                        .build())
                .getSecret();
        var bound = EndpointServiceGrpc.newBlockingStub(config.service.as(key));

        Fault told =
                fault(() -> config.endpoints().setEndpoint(meta(other, number).build()));
        Fault untold = fault(() -> bound.setEndpoint(meta(other, number).build()));

        assertThat(told.metadata()).containsEntry("other_tenant_id", owner);
        assertThat(untold.reason()).isEqualTo(Reason.ALREADY_EXISTS);
        assertThat(untold.metadata()).containsEntry("phone_number_id", number);
        assertThat(untold.getMessage()).doesNotContain(owner);
    }

    private static SetEndpointRequest.Builder waha(String tenant, String session) {
        return SetEndpointRequest.newBuilder()
                .setForce(true)
                .setTenantId(tenant)
                .setRequestId(requestId())
                .setEndpointId("main")
                .setProvider(Provider.PROVIDER_WAHA)
                .setApiUrl("http://127.0.0.1:8190/waha")
                .setSession(session);
    }
}
