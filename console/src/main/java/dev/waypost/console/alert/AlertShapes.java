package dev.waypost.console.alert;

import dev.waypost.console.json.Documented;
import dev.waypost.console.json.Shape;
import dev.waypost.proto.health.v1.AcknowledgeAlertRequest;
import dev.waypost.proto.health.v1.Alert;
import dev.waypost.proto.health.v1.AlertRule;
import dev.waypost.proto.health.v1.AlertSilence;
import dev.waypost.proto.health.v1.AlertWebhook;
import dev.waypost.proto.health.v1.CreateAlertSilenceRequest;
import dev.waypost.proto.health.v1.CreateAlertWebhookRequest;
import dev.waypost.proto.health.v1.DeleteAlertRuleRequest;
import dev.waypost.proto.health.v1.DeleteAlertSilenceRequest;
import dev.waypost.proto.health.v1.DeleteAlertWebhookRequest;
import dev.waypost.proto.health.v1.ListAlertRulesRequest;
import dev.waypost.proto.health.v1.ListAlertSilencesRequest;
import dev.waypost.proto.health.v1.ListAlertWebhooksRequest;
import dev.waypost.proto.health.v1.ListAlertsRequest;
import dev.waypost.proto.health.v1.RotateAlertWebhookSecretRequest;
import dev.waypost.proto.health.v1.SetAlertRuleRequest;
import dev.waypost.proto.health.v1.TestAlertWebhookRequest;
import jakarta.inject.Singleton;
import java.util.List;

/// What alerts look like in JSON.
@Singleton
public final class AlertShapes implements Documented {
    public static final Shape ALERT = Shape.camelCase(Alert.getDescriptor())
            .lower("severity", "state", "states", "min_severity")
            .alias("companyId", "tenantId");

    static final Shape RULE =
            Shape.camelCase(AlertRule.getDescriptor()).lower("severity").alias("companyId", "tenantId");

    static final Shape SILENCE = Shape.camelCase(AlertSilence.getDescriptor())
            .rename("start_time", "starts_at")
            .rename("end_time", "ends_at")
            .alias("companyId", "tenantId");

    static final Shape WEBHOOK =
            Shape.camelCase(AlertWebhook.getDescriptor()).lower("min_severity").alias("companyId", "tenantId");

    @Override
    public List<Schema> schemas() {
        return List.of(
                Schema.answered("Alert", ALERT, Alert.getDescriptor()),
                Schema.asked("AlertList", ALERT, ListAlertsRequest.getDescriptor()),
                Schema.sent("AlertAcknowledge", ALERT, AcknowledgeAlertRequest.getDescriptor(), "alert_id"),
                Schema.answered("AlertRule", RULE, AlertRule.getDescriptor()),
                Schema.asked("AlertRuleList", RULE, ListAlertRulesRequest.getDescriptor()),
                Schema.sent("AlertRulePut", RULE, SetAlertRuleRequest.getDescriptor(), "rule"),
                Schema.asked("AlertRuleDelete", RULE, DeleteAlertRuleRequest.getDescriptor(), "rule"),
                Schema.answered("AlertSilence", SILENCE, AlertSilence.getDescriptor()),
                Schema.asked("AlertSilenceList", SILENCE, ListAlertSilencesRequest.getDescriptor()),
                Schema.sent("AlertSilenceCreate", SILENCE, CreateAlertSilenceRequest.getDescriptor()),
                Schema.asked("AlertSilenceDelete", SILENCE, DeleteAlertSilenceRequest.getDescriptor(), "silence_id"),
                Schema.answered("AlertWebhook", WEBHOOK, AlertWebhook.getDescriptor()),
                Schema.asked("AlertWebhookList", WEBHOOK, ListAlertWebhooksRequest.getDescriptor()),
                Schema.sent("AlertWebhookCreate", WEBHOOK, CreateAlertWebhookRequest.getDescriptor()),
                Schema.sent("AlertWebhookPatch", WEBHOOK, AlertWebhook.getDescriptor(), "webhook_id"),
                Schema.asked("AlertWebhookDelete", WEBHOOK, DeleteAlertWebhookRequest.getDescriptor(), "webhook_id"),
                Schema.sent(
                        "AlertWebhookRotate", WEBHOOK, RotateAlertWebhookSecretRequest.getDescriptor(), "webhook_id"),
                Schema.sent("AlertWebhookTest", WEBHOOK, TestAlertWebhookRequest.getDescriptor(), "webhook_id"));
    }
}
