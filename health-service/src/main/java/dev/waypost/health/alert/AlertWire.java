package dev.waypost.health.alert;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.waypost.proto.health.v1.Alert;
import dev.waypost.proto.health.v1.AlertRule;
import dev.waypost.proto.health.v1.AlertSeverity;
import dev.waypost.proto.health.v1.AlertSilence;
import dev.waypost.proto.health.v1.AlertWebhook;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes alerts in the words of the contract.
final class AlertWire {
    private AlertWire() {}

    static Alert alert(Standing alert, AlertSettings settings) {
        AlertKind kind = alert.key().kind();
        var wire = Alert.newBuilder()
                .setAlertId(alert.alertId())
                .setTenantId(alert.key().tenantId())
                .setRule(kind.title())
                .setSeverity(severity(alert.severity()))
                .setState(
                        switch (alert.state()) {
                            case PENDING, OPEN -> dev.waypost.proto.health.v1.AlertState.ALERT_STATE_OPEN;
                            case ACKNOWLEDGED -> dev.waypost.proto.health.v1.AlertState.ALERT_STATE_ACKNOWLEDGED;
                            case CLEARED -> dev.waypost.proto.health.v1.AlertState.ALERT_STATE_CLEARED;
                        })
                .setSummary(alert.summary())
                .setOccurrences(alert.occurrences())
                .setAcknowledgedBy(alert.acknowledgedBy())
                .setValue(alert.value())
                .setThreshold(alert.threshold())
                .setSilenced(alert.silenced())
                .setComment(alert.comment())
                .setRunbook(Runbook.of(kind, settings));
        if (kind.isAboutEndpoint()) {
            wire.setEndpointId(alert.key().subject());
        } else {
            wire.setSubject(alert.key().subject());
        }
        put(wire::setRaiseTime, alert.raiseTime());
        put(wire::setLastRaiseTime, alert.lastRaiseTime());
        put(wire::setAcknowledgeTime, alert.acknowledgeTime());
        put(wire::setClearTime, alert.clearTime());
        return wire.build();
    }

    /// @param tenantId whom it was asked for
    static AlertRule rule(Rule rule, String tenantId) {
        var wire = AlertRule.newBuilder()
                .setRule(rule.kind().title())
                .setTenantId(rule.tenantId())
                .setEnabled(rule.enabled())
                .setSeverity(severity(rule.severity()))
                .setThreshold(rule.threshold())
                .setClearThreshold(rule.clearThreshold())
                .setRaiseAfter(duration(rule.raiseAfter()))
                .setClearAfter(duration(rule.clearAfter()))
                .setRevision(rule.tenantId().equals(tenantId) ? rule.revision() : 0)
                .setBuiltIn(rule.revision() == 0)
                .setUnit(rule.kind().unit())
                .setDescription(rule.kind().description());
        put(wire::setUpdateTime, rule.updateTime());
        return wire.build();
    }

    static AlertSilence silence(Silence silence, Instant now) {
        var wire = AlertSilence.newBuilder()
                .setSilenceId(silence.silenceId())
                .setTenantId(silence.tenantId())
                .setRule(silence.kind())
                .setEndpointId(silence.subject())
                .setComment(silence.comment())
                .setStartTime(time(silence.startTime()))
                .setEndTime(time(silence.endTime()))
                .setCreatedBy(silence.createdBy())
                .setCreateTime(time(silence.createTime()))
                .setActive(silence.holds(now));
        if (silence.repeat() != null) {
            wire.setRepeatInterval(duration(silence.repeat()));
        }
        return wire.build();
    }

    static AlertWebhook webhook(Webhook webhook) {
        var wire = AlertWebhook.newBuilder()
                .setWebhookId(webhook.webhookId())
                .setTenantId(webhook.tenantId())
                .setUrl(webhook.url())
                .setActive(webhook.active())
                .addAllRules(webhook.kinds())
                .setSecretHint(webhook.secretHint())
                .setRevision(webhook.revision())
                .setPending(webhook.pending())
                .setLastFailure(webhook.lastFailure())
                .setCreateTime(time(webhook.createTime()));
        if (webhook.minSeverity() != null) {
            wire.setMinSeverity(severity(webhook.minSeverity()));
        }
        put(wire::setPreviousSecretExpireTime, webhook.previousUntil());
        put(wire::setLastSuccessTime, webhook.lastSuccessTime());
        return wire.build();
    }

    static AlertSeverity severity(Severity severity) {
        return switch (severity) {
            case INFO -> AlertSeverity.ALERT_SEVERITY_INFO;
            case WARNING -> AlertSeverity.ALERT_SEVERITY_WARNING;
            case CRITICAL -> AlertSeverity.ALERT_SEVERITY_CRITICAL;
        };
    }

    /// Null for none.
    static @Nullable Severity severity(AlertSeverity severity) {
        return switch (severity) {
            case ALERT_SEVERITY_INFO -> Severity.INFO;
            case ALERT_SEVERITY_WARNING -> Severity.WARNING;
            case ALERT_SEVERITY_CRITICAL -> Severity.CRITICAL;
            case ALERT_SEVERITY_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    }

    static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    static java.time.Duration span(Duration span) {
        return java.time.Duration.ofSeconds(span.getSeconds(), span.getNanos());
    }

    private static void put(Consumer<Timestamp> field, @Nullable Instant time) {
        if (time != null) {
            field.accept(time(time));
        }
    }

    private static Timestamp time(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    private static Duration duration(java.time.Duration span) {
        return Duration.newBuilder()
                .setSeconds(span.getSeconds())
                .setNanos(span.getNano())
                .build();
    }
}
