package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.health.v1.AcknowledgeAlertRequest;
import dev.waypost.proto.health.v1.Alert;
import dev.waypost.proto.health.v1.AlertSeverity;
import dev.waypost.proto.health.v1.AlertState;
import dev.waypost.proto.health.v1.ListAlertsRequest;
import dev.waypost.proto.health.v1.ListAlertsResponse;
import dev.waypost.proto.health.v1.SetAlertRuleRequest;
import dev.waypost.proto.health.v1.UpdateAlertWebhookRequest;
import dev.waypost.proto.status.v1.GetStatusRequest;
import dev.waypost.proto.status.v1.GetStatusResponse;
import dev.waypost.proto.status.v1.PartState;
import dev.waypost.proto.status.v1.PartStatus;
import dev.waypost.proto.status.v1.ProcessStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SystemTest {
    private static ConsoleUnderTest console;

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest();
        console.suite.mirror.answer(
                GetStatusRequest.class,
                _ -> GetStatusResponse.newBuilder()
                        .setStatus(ProcessStatus.newBuilder()
                                .setService("send")
                                .setProcess("prc_1")
                                .setVersion("1.2.3")
                                .setState(PartState.PART_STATE_DEGRADED)
                                .addParts(PartStatus.newBuilder()
                                        .setName("redis")
                                        .setState(PartState.PART_STATE_DEGRADED)
                                        .setDetail("Redis does not answer"))
                                .addParts(PartStatus.newBuilder()
                                        .setName("queues")
                                        .setState(PartState.PART_STATE_WELL)
                                        .putFigures("oldest_seconds", 12)))
                        .build());
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void every_process_and_its_parts_are_told() {
        var answer = console.get("/admin/health");

        assertThat(answer.status()).isEqualTo(503);
        var json = answer.json();
        assertThat(json.at("/services/send").asText()).isEqualTo("degraded");
        assertThat(json.at("/services/ingress").asText()).isEqualTo("unreachable");
        assertThat(json.path("status").asText()).isEqualTo("unhealthy");
        assertThat(json.path("redis").asText()).isEqualTo("degraded");
        assertThat(json.path("postgres").asText()).isEqualTo("unknown");
        assertThat(json.at("/versions/0").asText()).isEqualTo("1.2.3");
        assertThat(json.path("oldestUndeliveredSeconds").asInt()).isEqualTo(12);
        assertThat(json.path("processes")).hasSize(4);
    }

    @Test
    void a_tenants_key_sees_whether_it_works_and_not_what_it_is_made_of() {
        var json = console.callWith("Bearer " + FakeSuite.TENANT_KEY, "/admin/health")
                .json();

        assertThat(json.at("/services/send").asText()).isEqualTo("degraded");
        assertThat(json.has("processes")).isFalse();
        assertThat(json.has("versions")).isFalse();
    }

    @Test
    void health_with_metrics_answers_without_what_nobody_can_be_asked_for() {
        console.suite.mirror.answer(ListAlertsRequest.class, _ -> {
            throw Fault.of(Reason.NOT_IMPLEMENTED);
        });

        var answer = console.get("/api/whatsapp/health/metrics");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().path("success").asBoolean()).isTrue();
        assertThat(answer.json().path("missing").toString()).contains("alerts");
        assertThat(answer.json().has("alerts")).isFalse();
        assertThat(answer.json().path("metrics").has("messagesSent")).isTrue();
    }

    @Test
    void alerts_are_checked_as_documented() {
        console.suite.mirror.answer(
                ListAlertsRequest.class,
                _ -> ListAlertsResponse.newBuilder()
                        .addAlerts(Alert.newBuilder()
                                .setAlertId("alt_1")
                                .setRule("error_rate")
                                .setSeverity(AlertSeverity.ALERT_SEVERITY_WARNING)
                                .setState(AlertState.ALERT_STATE_OPEN))
                        .build());

        var json = console.get("/api/whatsapp/metrics/alerts?companyId=acme").json();

        assertThat(json.path("success").asBoolean()).isTrue();
        assertThat(json.path("count").asInt()).isEqualTo(1);
        assertThat(json.at("/alerts/0/severity").asText()).isEqualTo("warning");
        ListAlertsRequest asked = console.suite.mirror.asked(ListAlertsRequest.class);
        assertThat(asked.getTenantId()).isEqualTo("acme");
        assertThat(asked.getStatesList())
                .containsExactly(AlertState.ALERT_STATE_OPEN, AlertState.ALERT_STATE_ACKNOWLEDGED);
    }

    @Test
    void rules_alerts_and_webhooks_are_changed() {
        console.call(
                "PUT", "/api/whatsapp/alerts/rules/error_rate", "{\"threshold\": 0.3, \"severity\": \"critical\"}");
        console.call("POST", "/api/whatsapp/alerts/alt_1/acknowledge", "{\"comment\": \"on it\"}");
        console.call("PATCH", "/api/whatsapp/alerts/webhooks/awh_1", "{\"active\": false, \"revision\": 3}");

        SetAlertRuleRequest rule = console.suite.mirror.asked(SetAlertRuleRequest.class);
        assertThat(rule.getThreshold()).isEqualTo(0.3);
        assertThat(rule.getSeverity()).isEqualTo(AlertSeverity.ALERT_SEVERITY_CRITICAL);
        assertThat(rule.hasEnabled()).isFalse();
        assertThat(console.suite.mirror.asked(AcknowledgeAlertRequest.class).getAlertId())
                .isEqualTo("alt_1");
        UpdateAlertWebhookRequest webhook = console.suite.mirror.asked(UpdateAlertWebhookRequest.class);
        assertThat(webhook.getUpdateMask().getPathsList()).containsExactly("active");
        assertThat(webhook.getExpectedRevision()).isEqualTo(3);
    }
}
