package dev.waypost.configclient;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A snapshot as it travels and rests: every secret is sealed.
///
/// The components are the fields of the JSON document, so their names are a contract with its readers.
///
/// @param endpoint the active endpoint, or the only one
/// @param otherEndpoints the rest, by priority
/// @param policy what the named settings below do not say
/// @param gateways null in a document that was written before there were gateways
public record SealedSnapshot(
        String tenantId,
        long revision,
        String name,
        TenantState state,
        @Nullable SealedEndpoint endpoint,
        List<SealedEndpoint> otherEndpoints,
        boolean autoReconnect,
        Duration reconnectInterval,
        Duration healthCheckInterval,
        int webhookRetries,
        Duration messageTimeout,
        SealedPolicy policy,
        List<SealedProject> projects,
        @Nullable List<SealedGateway> gateways,
        Instant createdAt,
        Instant updatedAt) {

    /// The settings that have no field of their own at the top of the document.
    ///
    /// @param timeZone null in a document that is older than the field
    /// @param failoverMode null in a document that is older than the field
    /// @param maxFailoversPerHour null in a document that is older than the field
    /// @param failBack null in a document that is older than the field
    public record SealedPolicy(
            String routing,
            int rateLimit,
            Duration rateWindow,
            int maxReconnectAttempts,
            int unhealthyAfter,
            int healthyAfter,
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
            @Nullable String timeZone,
            @Nullable String failoverMode,
            @Nullable Integer maxFailoversPerHour,
            @Nullable String failBack) {}

    /// An endpoint with sealed secrets. The app's own secrets stand in where the endpoint has none.
    public record SealedEndpoint(
            String id,
            String name,
            String provider,
            String apiUrl,
            String apiVersion,
            @Nullable String phoneNumberId,
            @Nullable String wabaId,
            @Nullable String appId,
            @Nullable String session,
            EndpointRole role,
            int priority,
            int weight,
            boolean isActive,
            String webhookUrl,
            @Nullable String apiKey,
            @Nullable String webhookSecret,
            @Nullable String appSecret,
            @Nullable String verifyToken,
            @Nullable String hubAppSecret,
            @Nullable String hubVerifyToken,
            List<String> allowedCidrs,
            long revision,
            @Nullable SealedPrevious previous) {}

    /// The secrets before, while they are still accepted.
    public record SealedPrevious(
            @Nullable SealedUntil webhookSecret,
            @Nullable SealedUntil appSecret,
            @Nullable SealedUntil verifyToken,
            @Nullable SealedUntil hubAppSecret,
            @Nullable SealedUntil hubVerifyToken) {
        static final SealedPrevious NONE = new SealedPrevious(null, null, null, null, null);
    }

    /// A sealed secret that is accepted until then.
    public record SealedUntil(String sealed, Instant validUntil) {}

    /// A gateway that the tenant's endpoint speaks for, or that has codes for the tenant.
    public record SealedGateway(
            String gatewayId,
            String word,
            String tenantId,
            String endpointId,
            @Nullable String defaultProjectId,
            boolean active,
            List<String> codes) {}

    /// A mapped project with sealed secret and header values; what an older document does not say is null or 0.
    public record SealedProject(
            String projectId,
            String phoneNumberId,
            int priority,
            String name,
            String url,
            Map<String, String> headers,
            @Nullable String signingSecret,
            boolean active,
            int maxInFlight,
            @Nullable Duration timeout,
            @Nullable List<String> eventKinds,
            int maxPerSecond,
            @Nullable String whenBlocked,
            @Nullable SealedUntil previousSigningSecret,
            long revision,
            @Nullable String payloadFormat) {}
}
