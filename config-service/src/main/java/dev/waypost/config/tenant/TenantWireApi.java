package dev.waypost.config.tenant;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Duration;
import dev.waypost.config.change.Names;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.platform.fault.Fault;
import dev.waypost.proto.config.v1.BlockedHeadPolicy;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.FailBackPolicy;
import dev.waypost.proto.config.v1.FailoverMode;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.TenantState;
import dev.waypost.proto.config.v1.UnhealthyPolicy;
import dev.waypost.proto.config.v1.UnknownOutcomePolicy;
import dev.waypost.proto.config.v1.WindowPolicy;
import java.util.stream.Collectors;

/// Tenants and policies between the wire and the domain: what is absent on the wire takes the platform's default.
final class TenantWireApi {
    private TenantWireApi() {}

    /// @param fallback what is taken for everything that the wire does not say
    static TenantPolicy read(dev.waypost.proto.config.v1.TenantPolicy p, TenantPolicy fallback) {
        return new TenantPolicy(
                name(p.getRouting(), "ROUTING_POLICY_", fallback.routing()),
                number(p.getRateLimit(), fallback.rateLimit()),
                time(p.hasRateWindow(), p.getRateWindow(), fallback.rateWindow()),
                time(p.hasMessageTimeout(), p.getMessageTimeout(), fallback.messageTimeout()),
                p.hasAutoReconnect() ? p.getAutoReconnect() : fallback.autoReconnect(),
                time(p.hasReconnectInterval(), p.getReconnectInterval(), fallback.reconnectInterval()),
                number(p.getMaxReconnectAttempts(), fallback.maxReconnectAttempts()),
                time(p.hasHealthCheckInterval(), p.getHealthCheckInterval(), fallback.healthCheckInterval()),
                number(p.getUnhealthyAfter(), fallback.unhealthyAfter()),
                number(p.getHealthyAfter(), fallback.healthyAfter()),
                number(p.getWebhookRetries(), fallback.webhookRetries()),
                name(p.getWhenUnhealthy(), "UNHEALTHY_POLICY_", fallback.whenUnhealthy()),
                name(p.getWhenBlocked(), "BLOCKED_HEAD_POLICY_", fallback.whenBlocked()),
                name(p.getWhenUnknown(), "UNKNOWN_OUTCOME_POLICY_", fallback.whenUnknown()),
                name(p.getWhenWindowClosed(), "WINDOW_POLICY_", fallback.whenWindowClosed()),
                p.getFallbackTemplate(),
                p.getFallbackTemplateLanguage(),
                time(p.hasMessageValidFor(), p.getMessageValidFor(), fallback.messageValidFor()),
                p.getAllowedNumberPattern().isEmpty() ? fallback.allowedNumberPattern() : p.getAllowedNumberPattern(),
                p.getDefaultCountryCode(),
                p.getSuspiciousPatternsList(),
                p.getEncryptTexts(),
                time(p.hasRetention(), p.getRetention(), fallback.retention()),
                time(p.hasUserLockTtl(), p.getUserLockTtl(), fallback.userLockTtl()),
                p.getAlertUrl(),
                time(p.hasFailoverCooldown(), p.getFailoverCooldown(), fallback.failoverCooldown()),
                p.getTimeZone().isEmpty() ? fallback.timeZone() : p.getTimeZone(),
                name(p.getFailoverMode(), "FAILOVER_MODE_", fallback.failoverMode()),
                number(p.getMaxFailoversPerHour(), fallback.maxFailoversPerHour()),
                name(p.getFailBack(), "FAIL_BACK_POLICY_", fallback.failBack()));
    }

    static TenantDraft draft(CreateTenantRequest request, TenantPolicy fallback) {
        String name = request.getName().isEmpty() ? request.getTenantId() : request.getName();
        return new TenantDraft(name, request.getLabelsMap(), read(request.getPolicy(), fallback));
    }

    /// Adds a violation for every choice that this version does not know: it must not pass as the default.
    static void checkChoices(Fault violations, String at, dev.waypost.proto.config.v1.TenantPolicy policy) {
        for (FieldDescriptor field : policy.getDescriptorForType().getFields()) {
            if (field.getJavaType() == FieldDescriptor.JavaType.ENUM) {
                var choice = (EnumValueDescriptor) policy.getField(field);
                if (choice.getIndex() < 0) {
                    String known = field.getEnumType().getValues().stream()
                            .map(EnumValueDescriptor::getName)
                            .collect(Collectors.joining(", "));
                    violations.violation(
                            at + field.getName(), "value: " + choice.getNumber() + " (expected: one of " + known + ")");
                }
            }
        }
    }

    static dev.waypost.proto.config.v1.Tenant write(Tenant tenant) {
        var answer = dev.waypost.proto.config.v1.Tenant.newBuilder()
                .setTenantId(tenant.tenantId())
                .setName(tenant.name())
                .setState(TenantState.valueOf("TENANT_STATE_" + tenant.state()))
                .setPolicy(write(tenant.policy()))
                .putAllLabels(tenant.labels())
                .setRevision(tenant.revision())
                .setCreateTime(Names.time(tenant.created()))
                .setUpdateTime(Names.time(tenant.updated()));
        if (tenant.purgeTime() != null) {
            answer.setPurgeTime(Names.time(tenant.purgeTime()));
        }
        return answer.build();
    }

    static dev.waypost.proto.config.v1.TenantPolicy write(TenantPolicy p) {
        return dev.waypost.proto.config.v1.TenantPolicy.newBuilder()
                .setRouting(RoutingPolicy.valueOf("ROUTING_POLICY_" + p.routing()))
                .setRateLimit(p.rateLimit())
                .setRateWindow(time(p.rateWindow()))
                .setMessageTimeout(time(p.messageTimeout()))
                .setAutoReconnect(p.autoReconnect())
                .setReconnectInterval(time(p.reconnectInterval()))
                .setMaxReconnectAttempts(p.maxReconnectAttempts())
                .setHealthCheckInterval(time(p.healthCheckInterval()))
                .setUnhealthyAfter(p.unhealthyAfter())
                .setHealthyAfter(p.healthyAfter())
                .setWebhookRetries(p.webhookRetries())
                .setWhenUnhealthy(UnhealthyPolicy.valueOf("UNHEALTHY_POLICY_" + p.whenUnhealthy()))
                .setWhenBlocked(BlockedHeadPolicy.valueOf("BLOCKED_HEAD_POLICY_" + p.whenBlocked()))
                .setWhenUnknown(UnknownOutcomePolicy.valueOf("UNKNOWN_OUTCOME_POLICY_" + p.whenUnknown()))
                .setWhenWindowClosed(WindowPolicy.valueOf("WINDOW_POLICY_" + p.whenWindowClosed()))
                .setFallbackTemplate(p.fallbackTemplate())
                .setFallbackTemplateLanguage(p.fallbackTemplateLanguage())
                .setMessageValidFor(time(p.messageValidFor()))
                .setAllowedNumberPattern(p.allowedNumberPattern())
                .setDefaultCountryCode(p.defaultCountryCode())
                .addAllSuspiciousPatterns(p.suspiciousPatterns())
                .setEncryptTexts(p.encryptTexts())
                .setRetention(time(p.retention()))
                .setUserLockTtl(time(p.userLockTtl()))
                .setAlertUrl(p.alertUrl())
                .setFailoverCooldown(time(p.failoverCooldown()))
                .setTimeZone(p.timeZone())
                .setFailoverMode(FailoverMode.valueOf("FAILOVER_MODE_" + p.failoverMode()))
                .setMaxFailoversPerHour(p.maxFailoversPerHour())
                .setFailBack(FailBackPolicy.valueOf("FAIL_BACK_POLICY_" + p.failBack()))
                .build();
    }

    private static String name(Enum<?> value, String prefix, String fallback) {
        String name = value.name();
        return name.equals("UNRECOGNIZED") || name.endsWith("_UNSPECIFIED")
                ? fallback
                : name.substring(prefix.length());
    }

    private static int number(int value, int fallback) {
        return value == 0 ? fallback : value;
    }

    private static java.time.Duration time(boolean present, Duration value, java.time.Duration fallback) {
        return present ? java.time.Duration.ofSeconds(value.getSeconds(), value.getNanos()) : fallback;
    }

    private static Duration time(java.time.Duration value) {
        return Duration.newBuilder()
                .setSeconds(value.getSeconds())
                .setNanos(value.getNano())
                .build();
    }
}
