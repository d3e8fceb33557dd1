package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Duration;
import dev.waypost.console.ConsoleUnderTest.Answer;
import dev.waypost.proto.config.v1.CheckOutcome;
import dev.waypost.proto.config.v1.CheckStep;
import dev.waypost.proto.config.v1.CheckStepKind;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointResponse;
import dev.waypost.proto.health.v1.HealthStatus;
import io.grpc.Metadata;
import io.micronaut.web.router.Router;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleTest {
    private static ConsoleUnderTest console;

    private final String tenant = "t-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void endpoint_is_created_then_replaced_and_read_without_its_secrets() {
        String body = """
                {"id": "main", "name": "Main line", "provider": "META_CLOUD", "apiUrl": "https://graph.example.com",
                 "phoneNumberId": 15550001, "wabaId": "777", "apiKey": "token-very-secret", "webhookSecret": "app-secret",
                 "webhookUrl": "https://us.example.com/hook", "isActive": true,
                 "allowedCidrs": ["203.0.113.0/24"], "healthStatus": "unknown", "lastHealthCheck": "2026-01-01T00:00:00Z"}""";

        Answer created = console.call("PUT", "/api/whatsapp/endpoints/" + tenant, body);
        Answer replaced = console.call("PUT", "/api/whatsapp/endpoints/" + tenant, body);
        console.suite.health.put(tenant, HealthStatus.HEALTH_STATUS_HEALTHY);
        Answer read = console.get("/api/whatsapp/endpoints/" + tenant);

        assertThat(List.of(created.status(), replaced.status(), read.status())).containsExactly(201, 200, 200);
        SetEndpointRequest asked = console.suite.endpointOf(tenant);
        assertThat(asked.getApiKey()).isEqualTo("token-very-secret");
        assertThat(asked.getAppSecret()).as("Meta signs with the app's secret").isEqualTo("app-secret");
        assertThat(asked.getCreateTenant()).isTrue();
        assertThat(asked.getRequestId()).isNotEmpty();
        assertThat(read.raw().body()).doesNotContain("secret\"").doesNotContain("token-very-secret");
        assertThat(read.json().path("id").asText()).isEqualTo("main");
        assertThat(read.json().path("phoneNumberId").asText()).isEqualTo("15550001");
        assertThat(read.json().path("role").asText()).isEqualTo("active");
        assertThat(read.json().path("healthStatus").asText()).isEqualTo("healthy");
        assertThat(read.json().path("lastHealthCheck").asText()).isEqualTo("2023-11-14T22:30:00Z");
        assertThat(read.json().at("/credentials/apiKey/set").asBoolean()).isTrue();
        assertThat(console.call(
                                "PUT",
                                "/api/whatsapp/endpoints/" + tenant,
                                read.raw().body())
                        .status())
                .as("what was read can be put back")
                .isEqualTo(200);
        assertThat(console.suite.endpointOf(tenant).getAllowedCidrsList()).containsExactly("203.0.113.0/24");
    }

    @Test
    void endpoint_of_a_caller_that_names_no_provider_speaks_the_multi_device_api() {
        String body = "{\"apiUrl\": \"https://gowa.example.com\", \"apiKey\": \"k\"}";

        assertThat(console.call("PUT", "/api/whatsapp/endpoints/" + tenant, body)
                        .status())
                .isEqualTo(201);

        assertThat(console.suite.endpointOf(tenant).getProvider()).isEqualTo(Provider.PROVIDER_GOWA);
    }

    @Test
    void unknown_field_is_refused_by_name_with_the_one_that_was_meant() {
        Answer answer = console.call(
                "PUT",
                "/api/whatsapp/endpoints/" + tenant,
                "{\"apiURL\": \"https://x.example.com\", \"role\": \"boss\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("reason").asText()).isEqualTo("FIELD_INVALID");
        assertThat(answer.json().path("violations").findValuesAsText("field"))
                .containsExactly("apiURL", "role", "apiUrl");
        assertThat(answer.json()
                        .path("violations")
                        .findValuesAsText("description")
                        .getFirst())
                .contains("did you mean apiUrl?");
        assertThat(console.suite.endpoints).doesNotContainKey(tenant);
    }

    @Test
    void field_that_a_service_refuses_has_the_name_it_has_in_json() {
        Answer answer = console.call("PUT", "/api/whatsapp/endpoints/" + tenant, "{\"apiUrl\": \"https://10.0.0.1\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("violations").findValuesAsText("field")).containsExactly("apiUrl", "id");
    }

    @Test
    void deleted_endpoint_is_gone() {
        console.call("PUT", "/api/whatsapp/endpoints/" + tenant, "{\"apiUrl\": \"https://x.example.com\"}");

        Answer deleted = console.call("DELETE", "/api/whatsapp/endpoints/" + tenant, "");
        Answer read = console.get("/api/whatsapp/endpoints/" + tenant);

        assertThat(deleted.status()).isEqualTo(204);
        assertThat(read.status()).isEqualTo(404);
        assertThat(read.json().path("reason").asText()).isEqualTo("TENANT_NOT_FOUND");
        assertThat(read.json().at("/metadata/tenant_id").asText()).isEqualTo(tenant);
        assertThat(read.json().path("traceId").asText()).hasSize(32);
    }

    @Test
    void test_of_the_saved_endpoint_answers_each_step_and_what_health_made_of_it() {
        console.suite.mirror.answer(TestEndpointRequest.class, request -> {
            assertThat(request.hasDraft()).isFalse();
            return TestEndpointResponse.newBuilder()
                    .setEndpointId("main")
                    .addSteps(CheckStep.newBuilder()
                            .setKind(CheckStepKind.CHECK_STEP_KIND_DNS)
                            .setOutcome(CheckOutcome.CHECK_OUTCOME_PASSED)
                            .setLatency(Duration.newBuilder().setNanos(3_000_000)))
                    .addSteps(CheckStep.newBuilder()
                            .setKind(CheckStepKind.CHECK_STEP_KIND_AUTH)
                            .setOutcome(CheckOutcome.CHECK_OUTCOME_FAILED)
                            .setDetail("token expired"))
                    .build();
        });

        Answer answer = console.call("POST", "/api/whatsapp/endpoints/" + tenant + "/test", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("healthy").asBoolean()).isFalse();
        assertThat(answer.json().path("cause").asText()).isEqualTo("auth: token expired");
        assertThat(answer.json().path("healthStatus").asText()).isEqualTo("unhealthy");
        assertThat(answer.json().at("/steps/0/step").asText()).isEqualTo("dns");
        assertThat(answer.json().at("/steps/0/latencyMs").asInt()).isEqualTo(3);
    }

    @Test
    void test_of_settings_in_the_body_reaches_the_service_as_a_draft() {
        console.suite.mirror.answer(
                TestEndpointRequest.class,
                _ -> TestEndpointResponse.newBuilder().setPassed(true).build());

        Answer answer = console.call(
                "POST",
                "/api/whatsapp/endpoints/" + tenant + "/test",
                "{\"apiUrl\": \"https://graph.example.com\", \"phoneNumberId\": 1555, \"apiKey\": \"k\"}");

        assertThat(answer.json().path("passed").asBoolean()).isTrue();
        assertThat(answer.json().has("healthStatus")).as("nothing is stored").isFalse();
        var draft = console.suite.mirror.asked(TestEndpointRequest.class).getDraft();
        assertThat(draft.getProvider()).isEqualTo(Provider.PROVIDER_META_CLOUD);
        assertThat(draft.getPhoneNumberId()).isEqualTo("1555");
    }

    @ParameterizedTest
    @ValueSource(strings = {"tenantId", "companyId"})
    void message_is_accepted_for_a_tenant_by_either_name(String name) {
        Answer answer = console.call(
                "POST",
                "/api/whatsapp/send",
                "{\"" + name + "\": \"" + tenant + "\", \"phone\": \"79001234567\", \"message\": \"Hello\"}",
                "Idempotency-Key",
                "order-17");

        assertThat(answer.status()).isEqualTo(202);
        assertThat(answer.json().path("messageId").asText()).isEqualTo("msg_1");
        assertThat(answer.json().path("state").asText()).isEqualTo("QUEUED");
        assertThat(console.suite.sent("msg_1").getTenantId()).isEqualTo(tenant);
        assertThat(console.suite.sent("msg_1").getRequestId()).isEqualTo("order-17");
        JsonNode read = console.get("/api/whatsapp/messages/msg_1").json();
        assertThat(read.path("state").asText()).isEqualTo("READ");
        assertThat(read.path("statuses").isArray()).isTrue();
        assertThat(read.path("attempts").isArray()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"phone": "1", "message": "x"}                                 | Company ID is required in multi-tenant mode
            {"companyId": "no spaces", "phone": "1", "message": "x"}       | Invalid company ID format
            {"tenantId": "", "phone": "1", "message": "x"}                 | Invalid company ID format
            """)
    void company_id_is_asked_for_in_the_documented_words(String body, String detail) {
        Answer answer = console.call("POST", "/api/whatsapp/send", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("detail").asText()).isEqualTo(detail);
    }

    @Test
    void refusal_that_waiting_helps_says_how_long() {
        Answer answer = console.call(
                "POST",
                "/api/whatsapp/send",
                "{\"tenantId\": \"" + tenant + "\", \"phone\": \"busy\", \"message\": \"x\"}");

        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.json().path("reason").asText()).isEqualTo("RATE_LIMITED");
        assertThat(answer.header("Retry-After")).isEqualTo("3");
    }

    @Test
    void admin_health_names_the_service_that_does_not_answer() {
        Answer answer = console.get("/admin/health");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.json().at("/services/config").asText()).isEqualTo("healthy");
        assertThat(answer.json().at("/services/ingress").asText()).isEqualTo("unreachable");
    }

    @Test
    void every_route_needs_a_key_except_the_page_and_health() {
        List<String> open = console.running()
                .context()
                .getBean(Router.class)
                .uriRoutes()
                .filter(route -> route.getPort() == null)
                .map(route -> route.getHttpMethodName() + " "
                        + route.getUriMatchTemplate().toPathString().replaceAll("\\{[^}]*}", "x"))
                .distinct()
                // Pages ask for a session: SignInTest walks them.
                .filter(route -> !route.contains(" /ui/"))
                .filter(route -> console.withoutKey(route.split(" ")[0], route.split(" ")[1])
                                .status()
                        != 401)
                .sorted()
                .toList();

        assertThat(open)
                .containsExactly(
                        "GET /",
                        "GET /docs",
                        "GET /docs/style.css",
                        "GET /health",
                        "GET /openapi.json",
                        "GET /openapi.yaml",
                        "HEAD /",
                        "HEAD /docs",
                        "HEAD /docs/style.css",
                        "HEAD /health",
                        "HEAD /openapi.json",
                        "HEAD /openapi.yaml");
        assertThat(console.withoutKey("GET", "/no/such/path").status()).isEqualTo(401);
        assertThat(console.withoutKey("GET", "/prometheus").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer wrong-key-0123456789", "Basic dXNlcjpwYXNz", "Bearer ", "Bearer"})
    void wrong_key_is_no_key(String authorization) {
        Answer answer = console.withoutKey("GET", "/api/whatsapp/endpoints/" + tenant);
        Answer wrong = console.callWith(authorization, "/api/whatsapp/endpoints/" + tenant);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.json().path("reason").asText()).isEqualTo("CALLER_UNKNOWN");
        assertThat(wrong.header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void services_are_asked_for_the_caller_and_not_for_the_console() {
        console.callWith("Bearer " + FakeSuite.TENANT_KEY, "/api/whatsapp/endpoints/" + tenant);

        Metadata.Key<String> onBehalfOf = Metadata.Key.of("x-waypost-on-behalf-of", Metadata.ASCII_STRING_MARSHALLER);
        assertThat(console.suite.headers).anyMatch(headers -> "TENANT_SEND|key_1|acme".equals(headers.get(onBehalfOf)));
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/no/such/path,404,''",
        "PATCH,/api/whatsapp/send,405,''",
        "POST,/api/whatsapp/send,400,not json",
        "POST,/api/whatsapp/send,400,''"
    })
    void refusals_of_the_server_itself_have_the_same_shape(String method, String path, int status, String body) {
        Answer answer = console.call(method, path, body, "Content-Type", "application/json");

        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("reason").asText()).isEqualTo("FIELD_INVALID");
        assertThat(answer.json().path("violations")).isNotEmpty();
    }

    @Test
    void body_of_another_kind_or_beyond_the_limit_is_refused() {
        Answer form =
                console.call("POST", "/api/whatsapp/send", "a=b", "Content-Type", "application/x-www-form-urlencoded");
        Answer large = console.call("POST", "/api/whatsapp/send", "{\"message\": \"" + "x".repeat(5 << 20) + "\"}");

        assertThat(form.status()).isEqualTo(415);
        assertThat(large.status()).isEqualTo(413);
        assertThat(large.json().path("violations").path(0).path("field").asText())
                .isEqualTo("body");
    }

    @Test
    void trace_of_a_caller_with_a_key_goes_on_in_the_services() {
        String traceId = UUID.randomUUID().toString().replace("-", "");

        Answer answer = console.call(
                "GET", "/api/whatsapp/messages/none", "", "traceparent", "00-" + traceId + "-00f067aa0ba902b7-01");

        assertThat(answer.header("X-Waypost-Trace-Id")).isEqualTo(traceId);
        assertThat(answer.json().path("traceId").asText()).isEqualTo(traceId);
        Metadata.Key<String> traceparent = Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER);
        assertThat(console.suite.headers)
                .anyMatch(headers -> headers.get(traceparent) != null
                        && String.valueOf(headers.get(traceparent)).contains(traceId));
    }

    @Test
    void the_front_door_asks_for_a_key_and_loads_nothing_from_elsewhere() {
        Answer page = console.withoutKey("GET", "/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'")
                .doesNotContain("unsafe");
        assertThat(page.raw().body()).contains("Sign in", "/docs").doesNotContain("<script>");
        assertThat(console.withoutKey("GET", "/health").json().path("status").asText())
                .isEqualTo("healthy");
    }

    @Test
    void ops_port_serves_liveness_readiness_and_metrics_and_nothing_else() {
        assertThat(console.ops("/health/readiness").status()).isEqualTo(200);
        assertThat(console.ops("/health/liveness").status()).isEqualTo(200);
        assertThat(console.ops("/prometheus").status()).isEqualTo(200);
        assertThat(console.ops("/").status()).isEqualTo(404);
        assertThat(console.ops("/api/whatsapp/metrics").status()).isEqualTo(404);
    }
}
