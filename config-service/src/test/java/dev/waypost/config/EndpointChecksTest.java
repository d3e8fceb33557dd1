package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.ActivateEndpointRequest;
import dev.waypost.proto.config.v1.ActivateEndpointResponse;
import dev.waypost.proto.config.v1.CheckOutcome;
import dev.waypost.proto.config.v1.CheckStep;
import dev.waypost.proto.config.v1.CheckStepKind;
import dev.waypost.proto.config.v1.DeactivateEndpointRequest;
import dev.waypost.proto.config.v1.EndpointDraft;
import dev.waypost.proto.config.v1.GetEndpointRequest;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointResponse;
import dev.waypost.simulator.Simulator;
import dev.waypost.testkit.Fixtures;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EndpointChecksTest {
    private static final String KEY = "user:stored-key-0123456789";
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

    @ParameterizedTest
    @CsvSource({"META_CLOUD", "WAHA", "GOWA", "EVOLUTION"})
    void a_saved_endpoint_that_works_passes_every_step(String provider) throws Exception {
        String tenant = saved(provider, "WORKING");

        TestEndpointResponse tested =
                config.endpoints().testEndpoint(test(tenant).build());

        assertThat(tested.getPassed()).as("%s", tested.getStepsList()).isTrue();
        assertThat(tested.getEndpointId()).isEqualTo("main");
        assertThat(tested.getStepsList()).hasSize(7);
        assertThat(outcome(tested.getStepsList(), CheckStepKind.CHECK_STEP_KIND_TLS))
                .isEqualTo(CheckOutcome.CHECK_OUTCOME_SKIPPED);
        assertThat(tested.getStepsList())
                .filteredOn(step -> step.getKind() != CheckStepKind.CHECK_STEP_KIND_TLS)
                .allSatisfy(step -> {
                    assertThat(step.getOutcome()).isEqualTo(CheckOutcome.CHECK_OUTCOME_PASSED);
                    assertThat(step.getDetail()).isNotEmpty().doesNotContain("stored-key");
                });
    }

    @Test
    void each_step_is_where_its_own_trouble_shows_and_the_later_ones_are_skipped(@TempDir Path folder)
            throws Exception {
        String tenant = config.newTenant().getTenantId();
        int closedPort;
        try (var socket = new ServerSocket(0)) {
            closedPort = socket.getLocalPort();
        }
        try (ServerSocket tls = SelfSigned.greeting(folder)) {
            assertThat(firstFailure(tenant, draft("https://10.0.0.1"))).isEqualTo("URL PRIVATE");
            assertThat(firstFailure(tenant, draft("https://no-such-name.invalid")))
                    .isEqualTo("DNS UNRESOLVED");
            assertThat(firstFailure(tenant, draft("http://127.0.0.1:" + closedPort)))
                    .startsWith("TCP");
            assertThat(firstFailure(tenant, draft("https://127.0.0.1:" + tls.getLocalPort())))
                    .startsWith("TLS");
            assertThat(firstFailure(tenant, draft(url("waha")).setApiKey("wrong")))
                    .startsWith("AUTH");
        }
    }

    @Test
    void a_silent_server_costs_no_more_than_the_deadline() throws Exception {
        String tenant = config.newTenant().getTenantId();
        try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            long begun = System.nanoTime();

            String failure =
                    firstFailure(tenant, draft("http://127.0.0.1:" + silent.getLocalPort()), Duration.ofSeconds(2));

            assertThat(failure).startsWith("AUTH");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
        }
    }

    @Test
    void the_stored_key_goes_to_its_own_server_and_to_no_other() throws Exception {
        String tenant = saved("WAHA", "WORKING");
        String session = session(tenant);
        var seen = new ConcurrentLinkedQueue<String>();
        HttpServer thief = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        thief.createContext("/", exchange -> {
            seen.add(String.valueOf(exchange.getRequestHeaders().values()));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        thief.start();
        try {
            TestEndpointResponse own = config.endpoints()
                    .testEndpoint(test(tenant)
                            .setEndpointId("main")
                            .setDraft(draft(url("waha")).setSession(session))
                            .build());
            Fault other = fault(() -> config.endpoints()
                    .testEndpoint(test(tenant)
                            .setDraft(draft("http://127.0.0.1:"
                                            + thief.getAddress().getPort())
                                    .setSession(session))
                            .build()));
            Fault host = fault(() -> config.endpoints()
                    .testEndpoint(test(tenant)
                            .setEndpointId("main")
                            .setDraft(draft(url("waha").replace("127.0.0.1", "127.0.0.2"))
                                    .setSession(session))
                            .build()));

            assertThat(own.getPassed()).isTrue();
            assertThat(other.violations()).extracting(Fault.Violation::field).containsExactly("draft.api_key");
            assertThat(host.violations()).extracting(Fault.Violation::field).containsExactly("draft.api_key");
            assertThat(seen).isEmpty();
        } finally {
            thief.stop(0);
        }
    }

    @Test
    void an_endpoint_is_activated_only_after_a_check_or_by_force() throws Exception {
        String tenant = saved("WAHA", "SCAN_QR_CODE");
        config.endpoints().deactivateEndpoint(deactivation(tenant));

        Fault failed = fault(
                () -> config.endpoints().activateEndpoint(activation(tenant).build()));

        assertThat(failed.reason()).isEqualTo(Reason.ENDPOINT_CHECK_FAILED);
        assertThat(failed.metadata())
                .containsEntry("failed_steps", "ACCOUNT")
                .containsEntry("account", "the session is SCAN_QR_CODE (expected: WORKING)");
        assertThat(active(tenant)).isFalse();

        register("WAHA", session(tenant), "WORKING", tenant);
        ActivateEndpointRequest request = activation(tenant).build();
        ActivateEndpointResponse done = config.endpoints().activateEndpoint(request);
        assertThat(done.getEndpoint().getActive()).isTrue();
        assertThat(done.getStepsList()).hasSize(7);
        assertThat(config.endpoints().activateEndpoint(request)).isEqualTo(done);

        ActivateEndpointResponse again =
                config.endpoints().activateEndpoint(activation(tenant).build());
        assertThat(again.getStepsList()).isEmpty();
        assertThat(again.getEndpoint().getRevision())
                .isEqualTo(done.getEndpoint().getRevision());

        register("WAHA", session(tenant), "FAILED", tenant);
        config.endpoints().deactivateEndpoint(deactivation(tenant));
        assertThat(config.endpoints()
                        .activateEndpoint(activation(tenant).setForce(true).build())
                        .getEndpoint()
                        .getActive())
                .isTrue();
        assertThat(audit(tenant)).contains("endpoint.activated", "endpoint.activation_forced");
    }

    @Test
    void an_endpoint_that_changed_while_it_was_checked_is_not_activated() throws Exception {
        String tenant = config.newTenant().getTenantId();
        HttpServer meddler = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String url = "http://127.0.0.1:" + meddler.getAddress().getPort();
        SetEndpointRequest endpoint =
                set(tenant, "WAHA", "s", url).setActive(false).setApiKey(KEY).build();
        config.endpoints().setEndpoint(endpoint);
        meddler.createContext("/", exchange -> {
            config.endpoints()
                    .setEndpoint(endpoint.toBuilder()
                            .setRequestId(requestId())
                            .setName("changed")
                            .build());
            byte[] body = "{\"status\":\"WORKING\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        meddler.start();
        try {
            Fault changed = fault(
                    () -> config.endpoints().activateEndpoint(activation(tenant).build()));

            assertThat(changed.reason()).isEqualTo(Reason.REVISION_CONFLICT);
            assertThat(changed.metadata())
                    .containsEntry("expected_revision", "1")
                    .containsEntry("revision", "2");
            assertThat(active(tenant)).isFalse();
        } finally {
            meddler.stop(0);
        }
    }

    @Test
    void what_cannot_be_tested_is_told() {
        String tenant = config.newTenant().getTenantId();

        assertThat(fault(() -> config.endpoints().testEndpoint(test(tenant).build()))
                        .reason())
                .isEqualTo(Reason.ENDPOINT_NOT_FOUND);
        assertThat(fault(() -> config.endpoints()
                                .testEndpoint(test(tenant)
                                        .setDraft(draft(url("waha")).setSession("../x"))
                                        .build()))
                        .violations())
                .extracting(Fault.Violation::field)
                .contains("draft.session");
    }

    private static String saved(String provider, String status) throws Exception {
        String tenant = config.newTenant().getTenantId();
        String name = provider.equals("META_CLOUD") ? Fixtures.phoneNumberId() : "session-" + tenant;
        String base = provider.equals("META_CLOUD") ? "meta" : provider.toLowerCase(java.util.Locale.ROOT);
        config.endpoints()
                .setEndpoint(
                        set(tenant, provider, name, url(base)).setApiKey(KEY).build());
        register(provider, name, status, tenant);
        return tenant;
    }

    private static SetEndpointRequest.Builder set(String tenant, String provider, String name, String url) {
        var request = SetEndpointRequest.newBuilder()
                .setForce(true)
                .setTenantId(tenant)
                .setRequestId(requestId())
                .setEndpointId("main")
                .setProvider(Provider.valueOf("PROVIDER_" + provider))
                .setApiUrl(url);
        return provider.equals("META_CLOUD")
                ? request.setPhoneNumberId(name).setWabaId("77" + name)
                : request.setSession(name);
    }

    private static void register(String provider, String name, String status, String tenant) throws Exception {
        String who = provider.equals("META_CLOUD")
                ? "\"phoneNumberId\":\"%s\",\"wabaId\":\"77%s\",\"appSecret\":\"s\"".formatted(name, name)
                : "\"session\":\"%s\",\"status\":\"%s\"".formatted(name, status);
        String body = "{\"provider\":\"%s\",%s,\"accessToken\":\"%s\",\"webhookUrl\":\"%s\"}"
                .formatted(provider, who, KEY, endpoint(tenant).getWebhookUrl());
        try (HttpClient client = HttpClient.newHttpClient()) {
            var answer = client.send(
                    HttpRequest.newBuilder(URI.create(url("control/accounts")))
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        }
    }

    private static String firstFailure(String tenant, EndpointDraft.Builder draft) {
        return firstFailure(tenant, draft, Duration.ofSeconds(20));
    }

    private static String firstFailure(String tenant, EndpointDraft.Builder draft, Duration deadline) {
        TestEndpointResponse tested = config.endpoints()
                .withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
                .testEndpoint(test(tenant).setDraft(draft).build());
        assertThat(tested.getPassed()).isFalse();
        List<CheckStep> steps = tested.getStepsList();
        CheckStep failed = steps.stream()
                .filter(step -> step.getOutcome() == CheckOutcome.CHECK_OUTCOME_FAILED)
                .findFirst()
                .orElseThrow();
        assertThat(steps.subList(steps.indexOf(failed) + 1, steps.size()))
                .extracting(CheckStep::getOutcome)
                .allMatch(CheckOutcome.CHECK_OUTCOME_SKIPPED::equals);
        return failed.getKind().name().substring("CHECK_STEP_KIND_".length()) + " "
                + failed.getDetail().split(":", 2)[0];
    }

    private static CheckOutcome outcome(List<CheckStep> steps, CheckStepKind kind) {
        return steps.stream()
                .filter(step -> step.getKind() == kind)
                .findFirst()
                .orElseThrow()
                .getOutcome();
    }

    private static TestEndpointRequest.Builder test(String tenant) {
        return TestEndpointRequest.newBuilder().setTenantId(tenant).setRequestId(requestId());
    }

    private static EndpointDraft.Builder draft(String url) {
        return EndpointDraft.newBuilder()
                .setProvider(Provider.PROVIDER_WAHA)
                .setApiUrl(url)
                .setSession("default");
    }

    private static ActivateEndpointRequest.Builder activation(String tenant) {
        return ActivateEndpointRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(requestId())
                .setEndpointId("main");
    }

    private static DeactivateEndpointRequest deactivation(String tenant) {
        return DeactivateEndpointRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(requestId())
                .setEndpointId("main")
                .build();
    }

    private static dev.waypost.proto.config.v1.Endpoint endpoint(String tenant) {
        return config.endpoints()
                .getEndpoint(GetEndpointRequest.newBuilder().setTenantId(tenant).build())
                .getEndpoint();
    }

    private static boolean active(String tenant) {
        return endpoint(tenant).getActive();
    }

    private static String session(String tenant) {
        return endpoint(tenant).getSession();
    }

    private static List<String> audit(String tenant) {
        return config.service
                .bean(Db.class)
                .read(sql ->
                        sql.list("SELECT action FROM change WHERE tenant_id = ?", row -> row.string("action"), tenant));
    }

    private static String url(String path) {
        return "http://127.0.0.1:" + simulator.port() + "/" + path;
    }
}
