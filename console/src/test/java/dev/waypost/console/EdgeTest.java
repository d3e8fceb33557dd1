package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.console.ConsoleUnderTest.Answer;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateGatewayRequest;
import dev.waypost.proto.config.v1.DeleteProjectRequest;
import dev.waypost.proto.config.v1.ListChangesRequest;
import dev.waypost.proto.config.v1.MoveTenantRequest;
import dev.waypost.proto.config.v1.RotateCredentialRequest;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.SwitchEndpointRequest;
import dev.waypost.proto.config.v1.UpdateAppRequest;
import dev.waypost.proto.config.v1.UpdatePhoneNumberRequest;
import dev.waypost.proto.config.v1.UpdateProjectRequest;
import dev.waypost.proto.config.v1.UpdateTenantRequest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What HTTP adds to the contracts: request ids, revisions, partial changes, and limits.
class EdgeTest {
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
    void idempotency_key_is_the_request_id() {
        String body = "{\"id\": \"a-1\", \"business_id\": 4711}";

        Answer header = console.call("POST", "/admin/apps", body, "Idempotency-Key", "\"order-17\"");
        String fromHeader = console.suite.mirror.asked(CreateAppRequest.class).getRequestId();
        Answer made = console.call("POST", "/admin/apps", body);
        String fromHere = console.suite.mirror.asked(CreateAppRequest.class).getRequestId();
        Answer both = console.call(
                "POST",
                "/admin/apps",
                "{\"id\": \"a-1\", \"business_id\": 4711, \"request_id\": \"other\"}",
                "Idempotency-Key",
                "order-17");

        assertThat(fromHeader).isEqualTo("order-17");
        assertThat(header.header("X-Waypost-Request-Id")).isEqualTo("order-17");
        assertThat(fromHere).startsWith("req_");
        assertThat(made.header("X-Waypost-Request-Id")).isEqualTo(fromHere);
        assertThat(both.status()).isEqualTo(400);
        assertThat(both.json().at("/violations/0/field").asText()).isEqualTo("request_id");
    }

    @Test
    void reused_request_id_is_a_conflict() {
        console.suite.mirror.answer(CreateGatewayRequest.class, _ -> {
            throw Fault.of(Reason.REQUEST_ID_REUSED);
        });

        Answer answer = console.call(
                "POST",
                "/admin/gateways",
                "{\"id\": \"g\", \"tenant_id\": \"t\", \"endpoint_id\": \"e\", \"word\": \"salon\"}",
                "Idempotency-Key",
                "k-1");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.json().path("reason").asText()).isEqualTo("REQUEST_ID_REUSED");
    }

    @Test
    void etag_is_the_revision_that_if_match_names() {
        Answer read = console.get("/admin/apps/a-1");
        Answer changed =
                console.call("PATCH", "/admin/apps/a-1", "{\"name\": \"New\"}", "If-Match", read.header("ETag"));

        UpdateAppRequest asked = console.suite.mirror.asked(UpdateAppRequest.class);
        assertThat(read.header("ETag")).isEqualTo("\"7\"");
        assertThat(changed.status()).isEqualTo(200);
        assertThat(asked.getExpectedRevision()).isEqualTo(7);
        assertThat(asked.getAppId()).isEqualTo("a-1");
        assertThat(asked.getName()).isEqualTo("New");
        assertThat(asked.hasVerifyToken()).isFalse();
    }

    @Test
    void change_that_names_no_revision_is_asked_for_one() {
        Answer answer = console.call("PATCH", "/admin/apps/a-1", "{\"name\": \"New\"}");

        assertThat(answer.status()).isEqualTo(428);
        assertThat(answer.json().path("status").asInt()).isEqualTo(428);
        assertThat(answer.json().at("/violations/0/field").asText()).isEqualTo("revision");
    }

    @Test
    void an_if_match_that_names_no_revision_is_refused_and_said_to_be_the_cause() {
        for (String tag : List.of("*", "W/\"7\"", "\"seven\"")) {
            Answer answer = console.call("PATCH", "/admin/apps/a-1", "{\"name\": \"New\"}", "If-Match", tag);

            assertThat(answer.status()).as(tag).isEqualTo(400);
            assertThat(answer.json().at("/violations/0/field").asText()).isEqualTo("If-Match");
            assertThat(answer.json().at("/violations/0/description").asText()).contains("the ETag that was read");
        }
    }

    @Test
    void lost_race_is_412_for_if_match_and_409_for_revision() {
        console.suite.mirror.answer(UpdatePhoneNumberRequest.class, _ -> {
            throw Fault.of(Reason.REVISION_CONFLICT).with("actual", 9);
        });

        Answer header = console.call("PATCH", "/admin/phone-numbers/5", "{\"is_active\": false}", "If-Match", "\"7\"");
        Answer body = console.call("PATCH", "/admin/phone-numbers/5", "{\"is_active\": false, \"revision\": 7}");

        assertThat(header.status()).isEqualTo(412);
        assertThat(header.json().path("reason").asText()).isEqualTo("REVISION_CONFLICT");
        assertThat(header.json().at("/metadata/actual").asText()).isEqualTo("9");
        assertThat(body.status()).isEqualTo(409);
    }

    @Test
    void null_in_a_change_takes_a_value_away_and_what_is_absent_stays() {
        Answer answer = console.call(
                "PATCH",
                "/admin/projects/p-1",
                "{\"revision\": 3, \"description\": null, \"headers\": null, \"timeout\": 1.5, \"event_kinds\": [\"message\"]}");

        UpdateProjectRequest asked = console.suite.mirror.asked(UpdateProjectRequest.class);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(asked.hasDescription()).isTrue();
        assertThat(asked.getDescription()).isEmpty();
        assertThat(asked.getClearHeaders()).isTrue();
        assertThat(asked.hasName()).isFalse();
        assertThat(asked.hasActive()).isFalse();
        assertThat(asked.getTimeout().getNanos()).isEqualTo(500_000_000);
        assertThat(asked.getEventKinds().getKindsCount()).isEqualTo(1);
    }

    @Test
    void tenant_is_changed_by_exactly_what_the_body_names() {
        Answer answer = console.call(
                "PATCH",
                "/api/whatsapp/tenants/" + tenant,
                "{\"revision\": 4, \"rateLimit\": 200, \"retention\": \"90d\", \"alertUrl\": null, \"whenUnhealthy\": \"failOver\"}");

        UpdateTenantRequest asked = console.suite.mirror.asked(UpdateTenantRequest.class);
        assertThat(answer.status()).as(answer.raw().body()).isEqualTo(200);
        assertThat(asked.getUpdateMask().getPathsList())
                .containsExactlyInAnyOrder(
                        "policy.rate_limit", "policy.retention", "policy.alert_url", "policy.when_unhealthy");
        assertThat(asked.getTenant().getPolicy().getRetention().getSeconds()).isEqualTo(90 * 86_400);
        assertThat(asked.getExpectedRevision()).isEqualTo(4);
        assertThat(console.call("PATCH", "/api/whatsapp/tenants/" + tenant, "{\"revision\": 4}")
                        .status())
                .as("a change of nothing")
                .isEqualTo(400);
    }

    @Test
    void tenant_shows_every_setting_that_it_works_by() {
        var tenant = console.get("/api/whatsapp/tenants/nobody-1").json();

        assertThat(tenant.path("autoReconnect").isBoolean()).isTrue();
        assertThat(tenant.path("reconnectInterval").isNumber()).isTrue();
        assertThat(tenant.path("healthCheckInterval").isNumber()).isTrue();
        assertThat(tenant.path("webhookRetries").isNumber()).isTrue();
        assertThat(tenant.path("messageTimeout").decimalValue()).isEqualByComparingTo("2.5");
        assertThat(tenant.path("endpoint").isNull()).as("there is none").isTrue();
    }

    @Test
    void all_that_is_wrong_is_said_at_once_in_the_callers_words() {
        Answer answer = console.call(
                "POST",
                "/admin/gateways",
                "{\"id\": \"no spaces\", \"word\": \"a-b\", \"is_active\": \"yes\", \"endpoint_id\": 5}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().path("violations").findValuesAsText("field"))
                .containsExactlyInAnyOrder("is_active", "id", "tenant_id", "word");
        assertThat(answer.json().path("violations").findValuesAsText("expectation"))
                .contains("true or false", "1 to 64 letters, digits, '-' or '_'");
    }

    @Test
    void what_was_read_may_be_sent_back_and_what_is_not_read_of_it_is_named() {
        Answer answer = console.call(
                "PATCH", "/admin/apps/a-1", "{\"revision\": 7, \"business_id\": \"other\", \"created_at\": \"x\"}");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("X-Waypost-Unread-Fields")).isEqualTo("business_id, created_at");
    }

    @Test
    void older_names_are_read_and_must_not_contradict() {
        Answer older = console.call(
                "PUT",
                "/api/whatsapp/endpoints/" + tenant,
                "{\"companyId\": \"" + tenant + "\", \"apiBaseUrl\": \"https://tenant1-wa.example.com\","
                        + " \"connectionStatus\": \"disconnected\"}");
        Answer two = console.call(
                "PUT",
                "/api/whatsapp/endpoints/" + tenant,
                "{\"apiBaseUrl\": \"https://a.example.com\", \"apiUrl\": \"https://b.example.com\"}");
        Answer foreign = console.call(
                "PUT",
                "/api/whatsapp/endpoints/" + tenant,
                "{\"companyId\": \"other\", \"apiUrl\": \"https://b.example.com\"}");

        assertThat(older.status()).isEqualTo(201);
        assertThat(console.suite.mirror.asked(SetEndpointRequest.class).getApiUrl())
                .isEqualTo("https://tenant1-wa.example.com");
        assertThat(two.status()).isEqualTo(400);
        assertThat(foreign.status()).isEqualTo(400);
        assertThat(foreign.json().at("/violations/0/field").asText()).isEqualTo("tenantId");
    }

    @Test
    void switch_without_a_revision_is_made_from_the_tenant_as_it_is() {
        console.call(
                "PUT",
                "/api/whatsapp/endpoints/" + tenant,
                "{\"id\": \"main\", \"apiUrl\": \"https://x.example.com\"}");

        console.call("POST", "/api/whatsapp/endpoints/" + tenant + "/switch", "{\"to\": \"backup\"}");
        SwitchEndpointRequest unnamed = console.suite.mirror.asked(SwitchEndpointRequest.class);
        console.call(
                "POST",
                "/api/whatsapp/endpoints/" + tenant + "/switch",
                "{\"toEndpointId\": \"backup\", \"tenantRevision\": 3, \"evenIfDrained\": true}");
        SwitchEndpointRequest named = console.suite.mirror.asked(SwitchEndpointRequest.class);

        assertThat(unnamed.getExpectedRevision()).isEqualTo(5);
        assertThat(unnamed.getFromEndpointId()).isEqualTo("main");
        assertThat(named.getExpectedRevision()).isEqualTo(3);
        assertThat(unnamed.getEvenIfDrained()).isFalse();
        assertThat(named.getEvenIfDrained()).isTrue();
    }

    @Test
    void rotated_secret_is_shown_only_when_it_was_made_here_and_never_kept_by_caches() {
        Answer answer = console.call(
                "POST",
                "/api/whatsapp/endpoints/" + tenant + "/rotate",
                "{\"credential\": \"webhookSecret\", \"secret\": \"a-new-webhook-secret\", \"overlap\": \"24h\"}");

        RotateCredentialRequest asked = console.suite.mirror.asked(RotateCredentialRequest.class);
        assertThat(asked.getKind().name()).isEqualTo("CREDENTIAL_KIND_WEBHOOK_SECRET");
        assertThat(asked.getOverlap().getSeconds()).isEqualTo(86_400);
        assertThat(answer.raw().body()).doesNotContain("a-new-webhook-secret");
        assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
    }

    @Test
    void misspelled_filter_is_refused_and_deletion_reads_its_query() {
        Answer misspelled = console.get("/api/whatsapp/audit?tenantid=acme");
        console.get(
                "/api/whatsapp/audit?companyId=acme&action=endpoint.&requestId=r-1&from=2026-01-01T00:00:00Z&pageSize=5");
        ListChangesRequest asked = console.suite.mirror.asked(ListChangesRequest.class);
        console.call("DELETE", "/admin/projects/p-1?revision=8", "");

        assertThat(misspelled.status()).isEqualTo(400);
        assertThat(misspelled.json().at("/violations/0/description").asText()).contains("did you mean tenantId?");
        assertThat(asked.getTenantId()).isEqualTo("acme");
        assertThat(asked.getActionPrefix()).isEqualTo("endpoint.");
        assertThat(asked.getMadeWithRequestId()).isEqualTo("r-1");
        assertThat(asked.getPageSize()).isEqualTo(5);
        assertThat(asked.getFromTime().getSeconds()).isEqualTo(1_767_225_600);
        assertThat(console.suite.mirror.asked(DeleteProjectRequest.class).getExpectedRevision())
                .isEqualTo(8);
    }

    @Test
    void what_a_service_does_not_do_yet_is_501() {
        console.suite.mirror.answer(MoveTenantRequest.class, _ -> {
            throw Fault.of(Reason.NOT_IMPLEMENTED);
        });

        Answer answer = console.call(
                "POST", "/admin/transfers/moves", "{\"tenant_id\": \"t\", \"to_api_url\": \"https://x.example.com\"}");

        assertThat(answer.status()).isEqualTo(501);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource({"POST,/admin/apps", "PATCH,/admin/apps/a", "PUT,/api/whatsapp/endpoints/t", "POST,/api/whatsapp/tenants"
    })
    void body_that_is_no_json_or_too_deep_is_refused(String method, String path) {
        Answer form = console.call(method, path, "a=b", "Content-Type", "application/x-www-form-urlencoded");
        Answer text = console.call(method, path, "{}", "Content-Type", "text/plain");
        Answer deep = console.call(method, path, "{\"a\":".repeat(40) + "1" + "}".repeat(40));

        assertThat(form.status()).isEqualTo(415);
        assertThat(text.status()).isEqualTo(415);
        assertThat(deep.status()).isEqualTo(400);
        assertThat(deep.json().at("/violations/0/field").asText()).isEqualTo("body");
    }

    @ParameterizedTest
    @CsvSource({"PUT,/admin/apps/a", "POST,/api/whatsapp/audit", "OPTIONS,/admin/apps"})
    void method_that_a_path_does_not_have_is_405_with_those_that_it_has(String method, String path) {
        Answer answer = console.call(method, path, "");

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.header("Allow")).contains("GET");
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void head_answers_what_get_would_without_a_body() {
        Answer answer = console.call("HEAD", "/admin/apps/a-1", "");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.raw().body()).isEmpty();
    }

    @Test
    void page_needs_no_script_and_nothing_from_elsewhere() {
        Answer page = console.withoutKey("GET", "/docs");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'; style-src 'self'");
        assertThat(page.raw().body())
                .contains("id=\"putEndpoint\"")
                .contains("Needs the role <code>OPERATOR</code>")
                .doesNotContain("<script")
                .doesNotContain("style=")
                .doesNotContain("src=\"http");
        assertThat(console.withoutKey("GET", "/docs/style.css").header("Content-Type"))
                .startsWith("text/css");
    }
}
