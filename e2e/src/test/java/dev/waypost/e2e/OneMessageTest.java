package dev.waypost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.waypost.testkit.CollectedSpan;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.OtlpCollector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// One message goes all the way round: set up, sent, received, answered, probed, and one trace holds it all.
class OneMessageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ParameterizedTest
    @ValueSource(strings = {"", "--split"})
    void a_message_goes_round_and_one_trace_holds_it(String mode, @TempDir Path folder) throws Exception {
        String[] options = mode.isEmpty() ? new String[0] : new String[] {mode};
        try (var spans = OtlpCollector.start();
                var waypost = Installation.up(folder.resolve("data"), spans.endpoint(), options);
                var caller = new Caller()) {
            new Scenario(waypost, caller, spans).play();
        }
    }

    private record Scenario(
            Installation waypost,
            Caller caller,
            OtlpCollector spans,
            String tenant,
            String number,
            String user,
            String token,
            String appSecret,
            String signingSecret) {

        Scenario(Installation waypost, Caller caller, OtlpCollector spans) {
            this(
                    waypost,
                    caller,
                    spans,
                    Fixtures.tenantId(),
                    Fixtures.phoneNumberId(),
                    Fixtures.phone(),
                    "token-" + Fixtures.secret(),
                    "app-" + Fixtures.secret(),
                    "whsec_"
                            + Base64.getEncoder()
                                    .encodeToString(Fixtures.secret().getBytes(StandardCharsets.UTF_8)));
        }

        void play() throws Exception {
            setEndpoint();
            registerWithProvider();
            mapProject();

            String messageId = send();
            JsonNode message = awaitState(messageId, "READ");
            assertThat(statuses(message)).contains("SENT", "DELIVERED", "READ");
            assertThat(message.path("traceId").asText()).isEqualTo(caller.traceId());
            assertAcceptedOnce();

            answer(message.path("providerMessageId").asText());
            JsonNode delivery = awaitReply();
            assertThat(header(delivery, "X-Tenant-ID")).isEqualTo(tenant);
            assertThat(header(delivery, "X-Waypost-Event-Id")).isNotEmpty();
            assertSignedForTheProject(delivery);

            probe();
            assertOneTrace();
            new GrpcLeg(waypost, caller).play();
        }

        private void setEndpoint() {
            var set = caller.put(waypost.console() + "/api/whatsapp/endpoints/" + tenant, """
                    {"id": "main", "name": "Main line", "provider": "META_CLOUD", "apiUrl": "%s/meta",
                     "phoneNumberId": "%s", "wabaId": "777%s", "apiKey": "%s", "webhookSecret": "%s", "isActive": true}
                    """.formatted(
                            waypost.simulator(), number, number, token, appSecret));

            assertThat(set.status()).as(set.text()).isIn(200, 201);
            assertThat(set.text()).doesNotContain(token).doesNotContain(appSecret);
            assertThat(set.field("phoneNumberId")).isEqualTo(number);
        }

        private void registerWithProvider() {
            var registered = caller.post(waypost.simulator() + "/control/accounts", """
                    {"provider": "META_CLOUD", "phoneNumberId": "%s", "wabaId": "777%s", "accessToken": "%s", "appSecret": "%s",
                     "webhookUrl": "%s/api/whatsapp/webhook/%s/main"}
                    """.formatted(
                            number, number, token, appSecret, waypost.webhooks(), tenant));

            assertThat(registered.status()).as(registered.text()).isBetween(200, 204);
        }

        private void mapProject() {
            var project = caller.post(waypost.console() + "/admin/projects", """
                    {"tenant_id": "%s", "name": "shop", "endpoint": "%s/backend/%s", "signing_secret": "%s"}
                    """.formatted(
                            tenant, waypost.simulator(), tenant, signingSecret));
            assertThat(project.status()).as(project.text()).isIn(200, 201);
            JsonNode id = project.json().has("project_id")
                    ? project.json().path("project_id")
                    : project.json().path("id");

            var mapped = caller.post(waypost.console() + "/admin/mappings", """
                    {"phone_number_id": "%s", "project_id": %s, "priority": 100}
                    """.formatted(number, id));
            assertThat(mapped.status()).as(mapped.text()).isIn(200, 201);
        }

        private String send() {
            var sent = caller.post(waypost.console() + "/api/whatsapp/send", """
                    {"tenantId": "%s", "phone": "%s", "message": "Your table is ready, Zoë"}
                    """.formatted(tenant, user));

            assertThat(sent.status()).as(sent.text()).isEqualTo(202);
            assertThat(sent.field("messageId")).isNotEmpty();
            return sent.field("messageId");
        }

        private JsonNode awaitState(String messageId, String state) {
            String url = waypost.console() + "/api/whatsapp/messages/" + messageId + "?tenantId=" + tenant;
            Awaitility.await("message " + state)
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(caller.get(url).field("state")).isEqualTo(state));
            return caller.get(url).json();
        }

        private static List<String> statuses(JsonNode message) {
            return StreamSupport.stream(message.path("statuses").spliterator(), false)
                    .map(status -> (status.has("status") ? status.path("status") : status.path("state"))
                            .asText()
                            .toUpperCase(java.util.Locale.ROOT))
                    .toList();
        }

        private void assertAcceptedOnce() {
            var ledger = caller.get(waypost.simulator() + "/control/ledger?phoneNumberId=" + number);

            assertThat(ledger.json().path("entries")).hasSize(1);
            assertThat(ledger.json().path("entries").path(0).path("timesSeen").asInt())
                    .isEqualTo(1);
        }

        private void answer(String providerMessageId) {
            assertThat(providerMessageId).startsWith("wamid.");
            var inbound = caller.post(waypost.simulator() + "/control/inbound", """
                    {"provider": "META", "phoneNumberId": "%s", "from": "%s", "text": "On my way \\u2764", "replyTo": "%s"}
                    """.formatted(
                            number, user.substring(1), providerMessageId));

            assertThat(inbound.status()).as(inbound.text()).isEqualTo(202);
        }

        private JsonNode awaitReply() {
            return Awaitility.await("the reply reaches the project")
                    .atMost(PATIENCE)
                    .until(this::reply, java.util.Objects::nonNull);
        }

        private @org.jspecify.annotations.Nullable JsonNode reply() {
            var got = caller.get(waypost.simulator() + "/control/backends/" + tenant);
            return StreamSupport.stream(got.json().path("requests").spliterator(), false)
                    .filter(request -> request.path("body").asText().contains("On my way"))
                    .findFirst()
                    .orElse(null);
        }

        /// Standard Webhooks, computed by the test's own hands.
        private void assertSignedForTheProject(JsonNode delivery) throws Exception {
            byte[] body = Base64.getDecoder().decode(delivery.path("bodyBase64").asText());
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(signingSecret.substring(6)), "HmacSHA256"));
            mac.update((header(delivery, "webhook-id") + "." + header(delivery, "webhook-timestamp") + ".")
                    .getBytes(StandardCharsets.UTF_8));
            String expected = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));

            assertThat(header(delivery, "webhook-signature").split(" ")).contains(expected);
            assertThat(header(delivery, "X-Hub-Signature-256")).startsWith("sha256=");
        }

        private static String header(JsonNode request, String name) {
            for (var header : request.path("headers").properties()) {
                if (header.getKey().equalsIgnoreCase(name)) {
                    JsonNode value = header.getValue();
                    return value.isArray() ? value.path(0).asText() : value.asText();
                }
            }
            return "";
        }

        private void probe() {
            String endpoint = waypost.console() + "/api/whatsapp/endpoints/" + tenant;
            var tested = caller.post(endpoint + "/test", "{}");
            assertThat(tested.status()).as(tested.text()).isEqualTo(200);

            var shown = caller.get(endpoint);
            assertThat(shown.field("healthStatus")).isEqualTo("healthy");
            assertThat(shown.field("lastHealthCheck")).isNotEmpty();
        }

        private void assertOneTrace() {
            Awaitility.await("the whole trace arrives").atMost(PATIENCE).untilAsserted(() -> {
                String tree = spans.tree(caller.traceId());
                assertThat(services())
                        .as(tree)
                        .contains("console", "config-service", "send-service", "webhook-ingress", "health-service");
                assertDescends("message.dispatch", "waypost.send.v1.MessageService/Send");
                assertDescends("receipt.apply", "message.dispatch");
                assertDescends("event.deliver", "message.dispatch");
            });
        }

        private List<String> services() {
            return spans.trace(caller.traceId()).stream()
                    .map(CollectedSpan::service)
                    .distinct()
                    .toList();
        }

        private void assertDescends(String name, String ancestor) {
            List<CollectedSpan> named = spans.trace(caller.traceId()).stream()
                    .filter(span -> span.name().equals(name))
                    .toList();
            assertThat(named)
                    .as("spans named " + name + " in\n" + spans.tree(caller.traceId()))
                    .isNotEmpty();
            assertThat(named)
                    .as(name + " below " + ancestor + " in\n" + spans.tree(caller.traceId()))
                    .allMatch(span -> spans.ancestors(span).stream()
                            .anyMatch(one -> one.name().equals(ancestor)));
        }
    }
}
