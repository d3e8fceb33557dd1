package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.GetEndpointRequest;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.SetEndpointResponse;
import dev.waypost.simulator.Simulator;
import dev.waypost.testkit.Fixtures;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CheckBeforeUseTest {
    private static final String KEY = "a-key-of-the-session-0123456789";
    /// Nothing listens there.
    private static final String NOWHERE = "http://127.0.0.1:9/waha";

    private static ConfigHarness config;
    private static Simulator simulator;

    @BeforeAll
    static void start() throws Exception {
        simulator = Simulator.start(0);
        config = new ConfigHarness();
    }

    @AfterAll
    static void stop() {
        config.close();
        simulator.close();
    }

    @Test
    void what_does_not_answer_is_not_put_to_use_and_nothing_is_saved() {
        String tenant = Fixtures.tenantId();

        Fault refused = fault(() -> config.endpoints()
                .setEndpoint(set(tenant, NOWHERE).setCreateTenant(true).build()));

        assertThat(refused.reason()).isEqualTo(Reason.ENDPOINT_CHECK_FAILED);
        assertThat(refused.metadata()).containsEntry("failed_steps", "TCP").containsKey("tcp");
        assertThat(fault(() -> config.tenant(tenant)).reason()).isEqualTo(Reason.TENANT_NOT_FOUND);
    }

    @Test
    void it_is_saved_when_it_is_not_to_be_used_or_when_forced() {
        String idle = config.newTenant().getTenantId();
        String forced = config.newTenant().getTenantId();

        config.endpoints().setEndpoint(set(idle, NOWHERE).setActive(false).build());
        config.endpoints().setEndpoint(set(forced, NOWHERE).setForce(true).build());

        assertThat(endpoint(idle).getActive()).isFalse();
        assertThat(endpoint(forced).getActive()).isTrue();
        assertThat(fault(() -> config.endpoints().setEndpoint(set(idle, NOWHERE).build()))
                        .reason())
                .isEqualTo(Reason.ENDPOINT_CHECK_FAILED);
    }

    @Test
    void what_works_is_put_to_use_and_the_answer_tells_every_step() throws Exception {
        String tenant = config.newTenant().getTenantId();
        register(tenant, "WORKING");

        SetEndpointResponse answer = config.endpoints()
                .setEndpoint(set(tenant, waha()).setApiKey(KEY).build());

        assertThat(answer.getCreated()).isTrue();
        assertThat(answer.getEndpoint().getActive()).isTrue();
        assertThat(answer.getStepsList()).hasSize(7);
    }

    @Test
    void a_mistake_does_not_replace_what_works_and_what_reaches_nobody_new_needs_no_check() throws Exception {
        String tenant = config.newTenant().getTenantId();
        register(tenant, "WORKING");
        Endpoint working = config.endpoints()
                .setEndpoint(set(tenant, waha()).setApiKey(KEY).build())
                .getEndpoint();

        Fault wrongKey = fault(() -> config.endpoints()
                .setEndpoint(
                        set(tenant, waha()).setApiKey("another-key-0123456789").build()));
        Fault wrongSession = fault(() -> config.endpoints()
                .setEndpoint(set(tenant, waha()).setSession("no-such-session").build()));

        assertThat(wrongKey.metadata()).containsEntry("failed_steps", "AUTH");
        assertThat(wrongSession.metadata()).containsEntry("failed_steps", "ACCOUNT");
        assertThat(endpoint(tenant).getRevision()).isEqualTo(working.getRevision());
        assertThat(endpoint(tenant).getSession()).isEqualTo(working.getSession());

        register(tenant, "STOPPED");
        var renamed = config.endpoints()
                .setEndpoint(set(tenant, waha()).setName("Front desk").build());
        assertThat(renamed.getEndpoint().getName()).isEqualTo("Front desk");
        assertThat(renamed.getStepsList()).isEmpty();
    }

    @Test
    void what_else_stands_against_it_is_told_before_anybody_is_asked() {
        String tenant = config.newTenant().getTenantId();

        Fault conflict = fault(() -> config.endpoints()
                .setEndpoint(set(tenant, NOWHERE).setExpectedRevision(7).build()));
        Fault unknown = fault(() ->
                config.endpoints().setEndpoint(set(Fixtures.tenantId(), NOWHERE).build()));

        assertThat(conflict.reason()).isEqualTo(Reason.REVISION_CONFLICT);
        assertThat(unknown.reason()).isEqualTo(Reason.TENANT_NOT_FOUND);
    }

    @Test
    void a_repeated_request_gets_its_first_answer_though_the_other_side_is_down_by_now() throws Exception {
        String tenant = config.newTenant().getTenantId();
        register(tenant, "WORKING");
        SetEndpointRequest request = set(tenant, waha()).setApiKey(KEY).build();
        SetEndpointResponse first = config.endpoints().setEndpoint(request);
        config.endpoints().setEndpoint(set(tenant, waha()).setActive(false).build());
        register(tenant, "STOPPED");

        SetEndpointResponse again = config.endpoints().setEndpoint(request);

        assertThat(again).isEqualTo(first);
        assertThat(fault(() -> config.endpoints()
                                .setEndpoint(
                                        request.toBuilder().setName("other").build()))
                        .reason())
                .isEqualTo(Reason.REQUEST_ID_REUSED);
    }

    private static SetEndpointRequest.Builder set(String tenant, String url) {
        return SetEndpointRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(requestId())
                .setEndpointId("main")
                .setProvider(Provider.PROVIDER_WAHA)
                .setApiUrl(url)
                .setSession("session-" + tenant);
    }

    private static String waha() {
        return "http://127.0.0.1:" + simulator.port() + "/waha";
    }

    private static void register(String tenant, String status) throws Exception {
        String body = "{\"provider\":\"WAHA\",\"session\":\"session-%s\",\"status\":\"%s\",\"accessToken\":\"%s\"}"
                .formatted(tenant, status, KEY);
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + simulator.port() + "/control/accounts"))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        }
    }

    private static Endpoint endpoint(String tenant) {
        return config.endpoints()
                .getEndpoint(GetEndpointRequest.newBuilder().setTenantId(tenant).build())
                .getEndpoint();
    }
}
