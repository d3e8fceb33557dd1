package dev.waypost.config.tenant;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.platform.settings.Doc;
import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.core.bind.annotation.Bindable;
import java.time.Duration;

/// What the policy of a tenant says where nobody said anything. It is written down when the tenant is made or changed:
/// later changes of these settings do not reach it.
@ConfigurationProperties("waypost.config.tenant-defaults")
public record TenantDefaults(
        @Bindable(defaultValue = "100") @Doc("Messages that a tenant may send per rate-window.")
        int rateLimit,

        @Bindable(defaultValue = "1m") @Doc("Time that the limit counts in.")
        Duration rateWindow,

        @Bindable(defaultValue = "")
        @Doc("RE2 pattern that a recipient's number must match, such as ^[0-9]{10,15}$; empty allows all.")
        String allowedNumberPattern,

        @Bindable(defaultValue = "5s") @Doc("Pause before a lost session is brought back for the first time.")
        Duration reconnectInterval,

        @Bindable(defaultValue = "5") @Doc("Tries to bring a session back before it is given up.")
        int maxReconnectAttempts,

        @Bindable(defaultValue = "30s") @Doc("Time between two probes of a tenant's endpoint.")
        Duration healthCheckInterval) {
    public TenantDefaults {
        if (rateLimit < 1 || !rateWindow.isPositive() || maxReconnectAttempts < 1) {
            throw new IllegalArgumentException(
                    "waypost.config.tenant-defaults: rate-limit, rate-window and max-reconnect-attempts must be positive");
        }
        try {
            Pattern.compile(allowedNumberPattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "waypost.config.tenant-defaults.allowed-number-pattern: value: " + allowedNumberPattern
                            + " (expected: an RE2 pattern)",
                    e);
        }
    }

    /// The policy of a tenant that asks for nothing.
    public TenantPolicy policy() {
        TenantPolicy p = TenantPolicy.DEFAULTS;
        return new TenantPolicy(
                p.routing(),
                rateLimit,
                rateWindow,
                p.messageTimeout(),
                p.autoReconnect(),
                reconnectInterval,
                maxReconnectAttempts,
                healthCheckInterval,
                p.unhealthyAfter(),
                p.healthyAfter(),
                p.webhookRetries(),
                p.whenUnhealthy(),
                p.whenBlocked(),
                p.whenUnknown(),
                p.whenWindowClosed(),
                p.fallbackTemplate(),
                p.fallbackTemplateLanguage(),
                p.messageValidFor(),
                allowedNumberPattern,
                p.defaultCountryCode(),
                p.suspiciousPatterns(),
                p.encryptTexts(),
                p.retention(),
                p.userLockTtl(),
                p.alertUrl(),
                p.failoverCooldown(),
                p.timeZone(),
                p.failoverMode(),
                p.maxFailoversPerHour(),
                p.failBack());
    }
}
