package dev.waypost.configclient;

import java.time.Duration;
import java.util.List;

/// How a tenant's traffic is treated; every part has a value, the platform's default where the tenant set none.
///
/// The enums of the contract travel by name without their prefix (`SINGLE`, `WAIT`, `PARK`, `KEEP`, `SEND`), so that a
/// service that does not know a newer value can still read the rest.
///
/// @param routing `SINGLE`, `STANDBY` or `POOL`
/// @param rateLimit messages that may be sent per `rateWindow`
/// @param whenUnhealthy `FAIL_OVER`, `WAIT` or `HOLD`
/// @param whenBlocked `STRICT`, `PARK` or `SKIP`
/// @param whenUnknown `KEEP`, `RESEND` or `FAIL`
/// @param whenWindowClosed `SEND`, `REJECT` or `TEMPLATE`
/// @param allowedNumberPattern RE2 pattern of recipients; empty allows all
/// @param defaultCountryCode digits put before national numbers; empty takes none
/// @param alertUrl where alerts of this tenant go besides the platform's own address; empty for nowhere
/// @param timeZone IANA name
/// @param failoverMode `AUTOMATIC`, `APPROVAL` or `OFF`
/// @param maxFailoversPerHour automatic switches in one hour, at most
/// @param failBack `STAY` or `RETURN`
public record TenantPolicy(
        String routing,
        int rateLimit,
        Duration rateWindow,
        Duration messageTimeout,
        boolean autoReconnect,
        Duration reconnectInterval,
        int maxReconnectAttempts,
        Duration healthCheckInterval,
        int unhealthyAfter,
        int healthyAfter,
        int webhookRetries,
        String whenUnhealthy,
        String whenBlocked,
        String whenUnknown,
        String whenWindowClosed,
        String fallbackTemplate,
        String fallbackTemplateLanguage,
        Duration messageValidFor,
        String allowedNumberPattern,
        String defaultCountryCode,
        List<String> suspiciousPatterns,
        boolean encryptTexts,
        Duration retention,
        Duration userLockTtl,
        String alertUrl,
        Duration failoverCooldown,
        String timeZone,
        String failoverMode,
        int maxFailoversPerHour,
        String failBack) {
    /// What a tenant gets that asked for nothing.
    public static final TenantPolicy DEFAULTS = new TenantPolicy(
            "SINGLE",
            100,
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            true,
            Duration.ofSeconds(5),
            5,
            Duration.ofSeconds(30),
            3,
            2,
            10,
            "WAIT",
            "PARK",
            "KEEP",
            "SEND",
            "",
            "",
            Duration.ofHours(24),
            "",
            "",
            List.of(),
            false,
            Duration.ofDays(90),
            Duration.ofHours(24),
            "",
            Duration.ofMinutes(5),
            "UTC",
            "AUTOMATIC",
            4,
            "STAY");

    public TenantPolicy {
        suspiciousPatterns = List.copyOf(suspiciousPatterns);
    }
}
