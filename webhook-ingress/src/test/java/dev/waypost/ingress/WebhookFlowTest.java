package dev.waypost.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.waypost.platform.db.Db;
import dev.waypost.proto.ingress.v1.DeliveryServiceGrpc;
import dev.waypost.proto.ingress.v1.DeliveryState;
import dev.waypost.proto.ingress.v1.Event;
import dev.waypost.proto.ingress.v1.EventServiceGrpc;
import dev.waypost.proto.ingress.v1.GetEventRequest;
import dev.waypost.proto.ingress.v1.ListDeliveriesRequest;
import dev.waypost.proto.ingress.v1.ListEventsRequest;
import dev.waypost.proto.ingress.v1.ListUndeliveredRequest;
import dev.waypost.testkit.CollectedSpan;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.OtlpCollector;
import dev.waypost.testkit.ServiceUnderTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The whole service over real sockets, with the real PostgreSQL and Redis.
@DisplayNameGeneration(DisplayNameGenerator.ReplaceUnderscores.class)
class WebhookFlowTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static OtlpCollector traces;
    private static TestSendService send;
    private static TestProject project;
    private static ServiceUnderTest service;

    @BeforeAll
    static void start() {
        traces = OtlpCollector.start();
        send = new TestSendService();
        project = TestProject.start();
        service = startService();
    }

    private static ServiceUnderTest startService() {
        var settings = new HashMap<String, Object>();
        settings.put("waypost.ingress.public-port", "0");
        settings.put("waypost.ingress.delivery.retry-base", "50ms");
        settings.put("waypost.ingress.delivery.retry-cap", "200ms");
        settings.put("waypost.ingress.delivery.parked-for", "200ms");
        settings.put("waypost.peers.send", send.address());
        settings.put("waypost.telemetry.otlp-endpoint", traces.endpoint());
        settings.put("waypost.telemetry.sample-ratio", "1.0");
        return ServiceUnderTest.start("ingress", settings);
    }

    @AfterAll
    static void stop() {
        service.close();
        project.close();
        send.close();
        traces.close();
    }

    private static HttpResponse<String> post(String path, byte[] body, Map<String, String> headers) throws Exception {
        return post(service, path, body, headers);
    }

    private static HttpResponse<String> post(ServiceUnderTest to, String path, byte[] body, Map<String, String> headers)
            throws Exception {
        var request = HttpRequest.newBuilder(uri(to, path)).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    private static URI uri(ServiceUnderTest to, String path) {
        return URI.create("http://127.0.0.1:" + to.bean(Ingress.class).publicPort() + path);
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(uri(service, path)).build(), BodyHandlers.ofString());
    }

    private static int signed(TestTenant tenant, byte[] body) throws Exception {
        return post(
                        tenant.path(),
                        body,
                        Map.of("X-Hub-Signature-256", tenant.sign(body), "Content-Type", "application/json"))
                .statusCode();
    }

    private static TestTenant tenant() {
        return new TestTenant().publish(service);
    }

    private static TestTenant tenantWithProject() {
        var tenant = new TestTenant();
        tenant.project(service, project.url(), Map.of("X-Key", "k1", "Host", "evil", "X-Tenant-ID", "evil"), true);
        return tenant.publish(service);
    }

    private static List<Event> events(String tenantId) {
        return EventServiceGrpc.newBlockingStub(service.admin())
                .listEvents(ListEventsRequest.newBuilder().setTenantId(tenantId).build())
                .getEventsList();
    }

    private static long stored(String tenantId) {
        return service.bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT count(*) AS n FROM event WHERE tenant_id = ?", row -> row.longValue("n"), tenantId))
                .orElseThrow();
    }

    private static List<TestProject.Got> gotBy(TestTenant tenant) {
        return gotBy(project, tenant);
    }

    private static List<TestProject.Got> gotBy(TestProject backend, TestTenant tenant) {
        return backend.got().stream()
                .filter(got -> tenant.id.equals(got.headers().get("x-tenant-id")))
                .toList();
    }

    @Test
    void a_signed_message_reaches_the_project_as_it_came() throws Exception {
        var tenant = tenantWithProject();
        byte[] body = tenant.message("wamid.1", "4915112345678", "h\\u00e9 \\/ 😀", null);

        assertThat(signed(tenant, body)).isEqualTo(200);

        await().atMost(SOON).until(() -> gotBy(tenant).size() == 1);
        var got = gotBy(tenant).getFirst();
        assertThat(got.body()).isEqualTo(body);
        assertThat(got.headers())
                .containsEntry("content-type", "application/json")
                .containsEntry("x-hub-signature-256", tenant.sign(body))
                .containsEntry("x-key", "k1")
                .containsKey("traceparent");
        Event event = events(tenant.id).getFirst();
        assertThat(got.headers())
                .containsEntry("x-waypost-event-id", event.getEventId())
                .containsEntry("webhook-id", event.getEventId());
        assertThat(got.headers().get("webhook-signature")).isEqualTo(standardSignature(tenant.signingSecret, got));
        assertThat(Long.parseLong(got.headers().get("webhook-timestamp")))
                .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond() + 60);
    }

    /// Computed with the JDK alone, as a project would.
    private static String standardSignature(String secret, TestProject.Got got) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((got.headers().get("webhook-id") + "." + got.headers().get("webhook-timestamp") + ".")
                .getBytes(StandardCharsets.UTF_8));
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(got.body()));
    }

    @Test
    void what_is_not_signed_by_the_endpoint_is_401_and_leaves_nothing() throws Exception {
        var tenant = tenant();
        var other = tenant();
        byte[] body = tenant.message("wamid.2", "4915112345678", "x", null);
        String right = tenant.sign(body);
        List<Map<String, String>> wrong = List.of(
                Map.of(),
                Map.of("X-Hub-Signature-256", ""),
                Map.of("X-Hub-Signature-256", other.sign(body)),
                Map.of("X-Hub-Signature-256", right.substring(0, right.length() - 1)),
                Map.of("X-Hub-Signature-256", right + "0"),
                Map.of("X-Hub-Signature-256", right + "," + right),
                Map.of("X-Hub-Signature-256", "sha1=" + right.substring(7)),
                Map.of("X-Hub-Signature-256", right.substring(7)),
                Map.of("X-Hub-Signature", "sha1=" + "0".repeat(40)),
                Map.of("X-Hub-Signature-256", "sha256=" + "zz".repeat(32)));

        String shape = null;
        for (Map<String, String> headers : wrong) {
            var answer = post(tenant.path(), body, headers);
            assertThat(answer.statusCode()).as(headers.toString()).isEqualTo(401);
            shape = shape == null ? answer.body() : shape;
            assertThat(answer.body()).isEqualTo(shape);
        }
        assertThat(stored(tenant.id)).isZero();
    }

    @Test
    void unknown_tenants_and_endpoints_answer_like_a_wrong_signature() throws Exception {
        var tenant = tenant();
        byte[] body = tenant.message("wamid.3", "4915112345678", "x", null);
        var headers = Map.of("X-Hub-Signature-256", tenant.sign(body));

        var wrong = post(tenant.path(), body, Map.of("X-Hub-Signature-256", "sha256=" + "0".repeat(64)));
        var noEndpoint = post("/api/whatsapp/webhook/" + tenant.id + "/nope", body, headers);
        var notAnId = post("/api/whatsapp/webhook/%2e%2e/" + tenant.endpointId, body, headers);

        for (var answer : List.of(noEndpoint, notAnId)) {
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).isEqualTo(wrong.body());
            assertThat(answer.headers().map()).isEqualTo(wrong.headers().map());
        }
    }

    @Test
    void without_a_secret_nothing_is_accepted() throws Exception {
        var tenant = new TestTenant("").publish(service, null);
        byte[] body = tenant.message("wamid.4", "4915112345678", "x", null);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(new byte[1], "HmacSHA256"));

        var answer = post(
                tenant.path(),
                body,
                Map.of(
                        "X-Hub-Signature-256",
                        "sha256=" + java.util.HexFormat.of().formatHex(mac.doFinal(body))));

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @Test
    void the_same_body_at_the_same_moment_is_stored_and_delivered_once() throws Exception {
        var tenant = tenantWithProject();
        byte[] body = tenant.message("wamid.5", "4915112345678", "x", null);
        var go = new CountDownLatch(1);
        List<Future<Integer>> answers = new ArrayList<>();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                answers.add(pool.submit(() -> {
                    go.await();
                    return signed(tenant, body);
                }));
            }
            go.countDown();
        }

        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(200);
        }
        assertThat(stored(tenant.id)).isEqualTo(1);
        byte[] last = tenant.message("wamid.5b", "4915112345678", "y", null);
        signed(tenant, last);
        await().atMost(SOON)
                .until(() -> gotBy(tenant).stream().anyMatch(got -> java.util.Arrays.equals(got.body(), last)));
        // In order within the conversation: whatever came before the last one is there by now.
        assertThat(gotBy(tenant)).hasSize(2);
    }

    @Test
    void events_of_one_user_arrive_in_order() throws Exception {
        var tenant = tenantWithProject();
        List<byte[]> bodies = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            bodies.add(tenant.message("wamid.o" + i, "4915112345678", "n" + i, null));
            assertThat(signed(tenant, bodies.getLast())).isEqualTo(200);
        }

        await().atMost(SOON).until(() -> gotBy(tenant).size() == 20);
        assertThat(gotBy(tenant).stream().map(TestProject.Got::body).toList()).containsExactlyElementsOf(bodies);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"entry\":[",
                "[]",
                "null",
                "not json at all \u0000",
                "{\"object\":\"page\"}",
                "{\"entry\":[{}]}",
                "\"x\""
            })
    void what_cannot_be_taken_apart_is_kept_in_quarantine(String text) throws Exception {
        var tenant = tenantWithProject();
        byte[] body = text.getBytes(StandardCharsets.UTF_8);

        assertThat(signed(tenant, body)).isEqualTo(200);
        assertThat(signed(tenant, body)).isEqualTo(200);

        assertThat(stored(tenant.id)).isEqualTo(1);
        assertThat(events(tenant.id)).isEmpty();
        Event kept = quarantined(tenant);
        assertThat(kept.getQuarantined()).isTrue();
        assertThat(kept.getPayload().toByteArray()).isEqualTo(body);
        assertThat(kept.getDeliveriesList()).isEmpty();
    }

    private static Event quarantined(TestTenant tenant) {
        String eventId = service.bean(Db.class)
                .read(sql -> sql.one(
                        "SELECT event_id FROM event WHERE tenant_id = ? AND state = 'QUARANTINED'",
                        row -> row.string("event_id"),
                        tenant.id))
                .orElseThrow();
        return EventServiceGrpc.newBlockingStub(service.admin())
                .getEvent(GetEventRequest.newBuilder()
                        .setTenantId(tenant.id)
                        .setEventId(eventId)
                        .build())
                .getEvent();
    }

    @Test
    void a_number_of_another_tenant_is_never_routed() throws Exception {
        var attacker = tenantWithProject();
        var victim = tenantWithProject();
        byte[] body = victim.message("wamid.6", "4915112345678", "injected", null);

        int answer = post(attacker.path(), body, Map.of("X-Hub-Signature-256", attacker.sign(body)))
                .statusCode();

        assertThat(answer).isEqualTo(200);
        assertThat(stored(victim.id)).isZero();
        assertThat(events(attacker.id)).isEmpty();
        assertThat(quarantined(attacker).getPhoneNumberId()).isEqualTo(victim.phoneNumberId);
        assertThat(gotBy(victim)).isEmpty();
        assertThat(gotBy(attacker)).isEmpty();
    }

    @Test
    void a_body_shared_with_another_business_is_delivered_without_its_part() throws Exception {
        var tenant = tenantWithProject();
        var other = new TestTenant();
        String mine =
                "\"messages\":[{\"from\":\"49151\",\"id\":\"m1\",\"type\":\"text\",\"text\":{\"body\":\"mine\"}}]";
        String theirs =
                "\"messages\":[{\"from\":\"49152\",\"id\":\"m2\",\"type\":\"text\",\"text\":{\"body\":\"theirs\"}}]";
        byte[] body = ("{\"entry\":[{\"id\":\"" + tenant.wabaId + "\",\"changes\":[" + tenant.change(mine) + ","
                        + other.change(theirs) + "]}]}")
                .getBytes(StandardCharsets.UTF_8);

        assertThat(signed(tenant, body)).isEqualTo(200);

        await().atMost(SOON).until(() -> gotBy(tenant).size() == 1);
        var got = gotBy(tenant).getFirst();
        assertThat(new String(got.body(), StandardCharsets.UTF_8))
                .contains("mine")
                .doesNotContain("theirs");
        assertThat(got.headers()).doesNotContainKey("x-hub-signature-256").containsKey("webhook-signature");
        assertThat(quarantined(tenant).getPayload().toByteArray()).isEqualTo(body);
    }

    @Test
    void a_body_over_4_MB_is_413() throws Exception {
        var tenant = tenant();
        byte[] body = new byte[4 * 1024 * 1024 + 1];

        assertThat(signed(tenant, body)).isEqualTo(413);
        assertThat(stored(tenant.id)).isZero();
    }

    @Test
    void a_body_of_3_MB_is_taken_and_delivered() throws Exception {
        var tenant = tenantWithProject();
        byte[] body = tenant.message("wamid.7", "4915112345678", "x".repeat(3 * 1024 * 1024), null);

        assertThat(signed(tenant, body)).isEqualTo(200);

        await().atMost(SOON).until(() -> gotBy(tenant).size() == 1);
        assertThat(gotBy(tenant).getFirst().body()).isEqualTo(body);
    }

    @Test
    void a_failing_project_gets_the_event_again_until_it_takes_it() throws Exception {
        try (var failing = TestProject.start()) {
            failing.answers(500);
            var tenant = new TestTenant().retries(100);
            tenant.project(service, failing.url(), Map.of(), true);
            tenant.publish(service);
            byte[] body = tenant.message("wamid.8", "4915112345678", "x", null);
            assertThat(signed(tenant, body)).isEqualTo(200);
            await().atMost(SOON).until(() -> failing.got().size() >= 2);
            failing.answers(204);

            await().atMost(SOON).until(() -> states(tenant).equals(List.of(DeliveryState.DELIVERY_STATE_DELIVERED)));
            assertThat(failing.got().stream()
                            .map(got -> got.headers().get("webhook-id"))
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void every_project_gets_its_own_delivery_and_a_failing_one_holds_back_nobody_else() throws Exception {
        try (var failing = TestProject.start()) {
            failing.answers(500);
            var tenant = new TestTenant().retries(1000);
            String first = tenant.project(service, failing.url(), Map.of(), true);
            String second = tenant.project(service, project.url(), Map.of(), true);
            tenant.publish(service);

            for (int i = 0; i < 3; i++) {
                assertThat(signed(tenant, tenant.message("wamid.p" + i, "4915112345678", "x", null)))
                        .isEqualTo(200);
            }

            await().atMost(SOON).until(() -> gotBy(tenant).size() == 3);
            var newestFirst = DeliveryServiceGrpc.newBlockingStub(service.admin())
                    .listDeliveries(ListDeliveriesRequest.newBuilder()
                            .setTenantId(tenant.id)
                            .build())
                    .getDeliveriesList()
                    .stream()
                    .map(delivery -> delivery.getProjectId())
                    .toList();
            assertThat(newestFirst).containsExactly(second, first, second, first, second, first);
            // The failing project never saw the second message: the first one is still before it.
            assertThat(failing.got().stream()
                            .map(got -> got.headers().get("webhook-id"))
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void used_up_tries_leave_a_dead_delivery_that_is_listed() throws Exception {
        try (var failing = TestProject.start()) {
            failing.answers(500);
            var tenant = new TestTenant().retries(1);
            String projectId = tenant.project(service, failing.url(), Map.of(), true);
            tenant.publish(service);
            assertThat(signed(tenant, tenant.message("wamid.9", "4915112345678", "x", null)))
                    .isEqualTo(200);

            await().atMost(SOON).until(() -> states(tenant).equals(List.of(DeliveryState.DELIVERY_STATE_DEAD)));
            var undelivered = DeliveryServiceGrpc.newBlockingStub(service.admin())
                    .listUndelivered(ListUndeliveredRequest.newBuilder()
                            .setTenantId(tenant.id)
                            .build())
                    .getDeliveriesList();
            assertThat(undelivered).singleElement().satisfies(delivery -> {
                assertThat(delivery.getProjectId()).isEqualTo(projectId);
                assertThat(delivery.getAttemptCount()).isEqualTo(2);
                assertThat(delivery.getAttempts(0).getHttpStatus()).isEqualTo(500);
            });
            assertThat(failing.got()).hasSize(2);
        }
    }

    private static List<DeliveryState> states(TestTenant tenant) {
        return DeliveryServiceGrpc.newBlockingStub(service.admin())
                .listDeliveries(ListDeliveriesRequest.newBuilder()
                        .setTenantId(tenant.id)
                        .build())
                .getDeliveriesList()
                .stream()
                .map(delivery -> delivery.getState())
                .toList();
    }

    @Test
    void a_restarted_service_makes_the_deliveries_that_wait() throws Exception {
        try (var failing = TestProject.start()) {
            failing.answers(503);
            var tenant = new TestTenant().retries(1000);
            tenant.project(service, failing.url(), Map.of(), true);
            tenant.publish(service);
            byte[] body = tenant.message("wamid.10", "4915112345678", "x", null);
            assertThat(signed(tenant, body)).isEqualTo(200);
            await().atMost(SOON).until(() -> !failing.got().isEmpty());

            service.close();
            failing.answers(200);
            service = startService();

            await().atMost(SOON).until(() -> states(tenant).equals(List.of(DeliveryState.DELIVERY_STATE_DELIVERED)));
            assertThat(failing.got().getLast().body()).isEqualTo(body);
        }
    }

    @Test
    void a_status_becomes_a_receipt_at_send_service_even_when_it_was_away() throws Exception {
        var tenant = tenant();
        send.away(true);
        String mark = "wp1.msg_01J.00-" + "a".repeat(32) + "-" + "b".repeat(16) + "-01";

        assertThat(signed(tenant, tenant.status("wamid.11", "4915112345678", "delivered", mark)))
                .isEqualTo(200);
        assertThat(signed(tenant, tenant.status("wamid.11", "4915112345678", "brandnew", mark)))
                .isEqualTo(200);
        send.away(false);

        await().atMost(SOON).until(() -> send.receiptsOf(tenant.id).size() == 2);
        var receipt = send.receiptsOf(tenant.id).getFirst();
        assertThat(receipt.getMessageId()).isEqualTo("msg_01J");
        assertThat(receipt.getProviderMessageId()).isEqualTo("wamid.11");
        assertThat(receipt.getStatus().name()).isEqualTo("DELIVERY_STATUS_DELIVERED");
        assertThat(receipt.getTraceparent()).contains("a".repeat(32));
    }

    @Test
    void a_status_and_the_reply_to_it_continue_the_trace_of_the_message() throws Exception {
        var tenant = tenantWithProject();
        String trace = java.util.HexFormat.of()
                .formatHex(Fixtures.secret().substring(0, 16).getBytes(StandardCharsets.UTF_8));
        String wamid = "wamid." + Fixtures.digits(10);
        String mark = "wp1.msg_01J.00-" + trace + "-00f067aa0ba902b7-01";
        signed(tenant, tenant.status(wamid, "4915112345678", "read", mark));
        byte[] reply = tenant.message("wamid." + Fixtures.digits(10), "4915112345678", "thanks", wamid);
        String outside = "00-" + "c".repeat(32) + "-" + "d".repeat(16) + "-01";

        post(tenant.path(), reply, Map.of("X-Hub-Signature-256", tenant.sign(reply), "traceparent", outside));

        await().atMost(SOON).until(() -> gotBy(tenant).size() == 2);
        await().atMost(SOON)
                .until(() -> traces.trace(trace).stream()
                                .filter(span -> span.name().equals("event.deliver"))
                                .count()
                        == 3);
        List<CollectedSpan> accepted = traces.trace(trace).stream()
                .filter(span -> span.name().equals("event.accepted"))
                .toList();
        assertThat(accepted).hasSize(2);
        assertThat(accepted.getFirst().parentId()).isEqualTo("00f067aa0ba902b7");
        assertThat(accepted.getLast().parentId()).isEqualTo(accepted.getFirst().spanId());
        assertThat(gotBy(tenant))
                .allSatisfy(got -> assertThat(got.headers().get("traceparent")).contains(trace));
        CollectedSpan webhook = traces.named("webhook.receive").stream()
                .filter(span ->
                        span.links().stream().anyMatch(link -> link.traceId().equals("c".repeat(32))))
                .findFirst()
                .orElseThrow();
        assertThat(webhook.isRoot()).isTrue();
        assertThat(accepted.getLast().links()).anyMatch(link -> link.spanId().equals(webhook.spanId()));
    }

    @Test
    void the_handshake_echoes_the_challenge_for_the_right_token_only() throws Exception {
        var tenant = tenant();
        String query = "?hub.mode=subscribe&hub.challenge=%3Cb%3E1158201444&hub.verify_token=";

        var right = get(tenant.path() + query + tenant.verifyToken);
        var wrong = get(tenant.path() + query + "wrong");
        var unknown = get("/api/whatsapp/webhook/nobody/none" + query + tenant.verifyToken);

        assertThat(right.statusCode()).isEqualTo(200);
        assertThat(right.body()).isEqualTo("<b>1158201444");
        assertThat(right.headers().firstValue("content-type"))
                .hasValueSatisfying(t -> assertThat(t).startsWith("text/plain"));
        assertThat(right.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(wrong.statusCode()).isEqualTo(403);
        assertThat(unknown.statusCode()).isIn(403, 503);
    }

    @Test
    void the_tenants_active_endpoint_has_a_path_of_its_own() throws Exception {
        var tenant = tenant();
        byte[] body = tenant.message("wamid.12", "4915112345678", "x", null);

        var answer =
                post("/api/webhooks/whatsapp/" + tenant.id, body, Map.of("X-Hub-Signature-256", tenant.sign(body)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(events(tenant.id))
                .singleElement()
                .satisfies(e -> assertThat(e.getEndpointId()).isEqualTo(tenant.endpointId));
    }

    @Test
    void health_is_there_and_what_is_not_built_says_so() throws Exception {
        assertThat(get("/health").body()).isEqualTo("{\"status\":\"healthy\",\"service\":\"webhook-ingress\"}");
        for (String path : List.of("/meta/webhook", "/meta/webhook/123", "/webhook/waha", "/webhook/gateway/g1")) {
            var answer = post(path, new byte[0], Map.of());
            assertThat(answer.statusCode()).as(path).isEqualTo(501);
            assertThat(answer.body()).contains("\"reason\":\"NOT_IMPLEMENTED\"");
        }
        assertThat(get("/prometheus").statusCode()).isEqualTo(404);
    }

    @Test
    void a_project_that_is_switched_off_keeps_its_deliveries() throws Exception {
        try (var sleeping = TestProject.start()) {
            var tenant = new TestTenant().retries(0);
            tenant.project(service, sleeping.url(), Map.of(), false);
            tenant.publish(service);

            assertThat(signed(tenant, tenant.message("wamid.13", "4915112345678", "x", null)))
                    .isEqualTo(200);

            await().atMost(SOON)
                    .until(() -> DeliveryServiceGrpc.newBlockingStub(service.admin())
                            .listUndelivered(ListUndeliveredRequest.newBuilder()
                                    .setTenantId(tenant.id)
                                    .build())
                            .getDeliveriesList()
                            .stream()
                            .anyMatch(d -> d.getAttemptCount() == 0
                                    && d.getAttempts(0).getCause().equals("project_disabled")));
            assertThat(sleeping.got()).isEmpty();
        }
    }
}
