package dev.waypost.send.tenant;

import dev.waypost.configclient.TenantState;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.ProviderKind;
import io.micronaut.context.annotation.Replaces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/// Tenants that a test made known; stands where snapshots from config-service stand.
@Singleton
@Replaces(SnapshotTenants.class)
public class KnownTenants implements Tenants {
    /// Tests of other things are not to meet the limit.
    private static final SendingRules FAST = new SendingRules(
            1_000_000,
            Duration.ofMinutes(1),
            SendingRules.WindowRule.SEND,
            "",
            "",
            null,
            "",
            List.of(),
            false,
            Duration.ofDays(90));

    private static final Map<String, SendingTenant> KNOWN = new ConcurrentHashMap<>();
    private static final Map<String, UnknownRule> UNKNOWN = new ConcurrentHashMap<>();

    public static void put(String tenantId, ProviderKind provider, String apiUrl, String phoneNumberId) {
        put(tenantId, provider, apiUrl, phoneNumberId, true, false);
    }

    public static void put(
            String tenantId,
            ProviderKind provider,
            String apiUrl,
            String phoneNumberId,
            boolean isActive,
            boolean holdsWhenBroken) {
        var access = new EndpointAccess(provider, apiUrl, "v23.0", phoneNumberId, "waba", null, Secret.of("token"));
        KNOWN.put(
                tenantId,
                new SendingTenant(
                        tenantId,
                        isActive ? TenantState.ACTIVE : TenantState.SUSPENDED,
                        List.of(new SendingTenant.Candidate("ep-" + tenantId, true, true, false, 1, access)),
                        Duration.ofSeconds(2),
                        Duration.ofHours(1),
                        holdsWhenBroken,
                        FAST));
    }

    public static void gateway(String tenantId, ProviderKind provider, String apiUrl, String session) {
        put(tenantId, provider, apiUrl, "none");
        var access = new EndpointAccess(provider, apiUrl, "v23.0", "none", "waba", session, Secret.of("token"));
        KNOWN.computeIfPresent(
                tenantId,
                (id, known) -> new SendingTenant(
                        id,
                        known.state(),
                        List.of(new SendingTenant.Candidate("ep-" + id, true, true, false, 1, access)),
                        known.messageTimeout(),
                        known.validFor(),
                        known.holdsWhenBroken(),
                        known.rules()));
    }

    /// A tenant with a standby; one of the two is active.
    public static void standby(String tenantId, String apiUrl, String first, String second, boolean firstIsActive) {
        KNOWN.put(
                tenantId,
                new SendingTenant(
                        tenantId,
                        TenantState.ACTIVE,
                        List.of(meta(apiUrl, first, firstIsActive), meta(apiUrl, second, !firstIsActive)),
                        Duration.ofSeconds(2),
                        Duration.ofHours(1),
                        false,
                        FAST));
    }

    private static SendingTenant.Candidate meta(String apiUrl, String phoneNumberId, boolean isActive) {
        var access = new EndpointAccess(
                ProviderKind.META_CLOUD, apiUrl, "v23.0", phoneNumberId, "waba", null, Secret.of("token"));
        return new SendingTenant.Candidate("ep-" + phoneNumberId, true, isActive, false, 1, access);
    }

    public static void rules(String tenantId, UnaryOperator<SendingRules> change) {
        KNOWN.computeIfPresent(
                tenantId,
                (id, known) -> new SendingTenant(
                        id,
                        known.state(),
                        known.endpoints(),
                        known.messageTimeout(),
                        known.validFor(),
                        known.holdsWhenBroken(),
                        change.apply(known.rules())));
    }

    @Override
    public SendingTenant get(String tenantId) {
        SendingTenant tenant = KNOWN.get(tenantId);
        if (tenant == null) {
            throw Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId);
        }
        return tenant;
    }

    public static void whenUnknown(String tenantId, UnknownRule rule) {
        UNKNOWN.put(tenantId, rule);
    }

    @Override
    public UnknownRule whenUnknown(String tenantId) {
        return UNKNOWN.getOrDefault(tenantId, UnknownRule.KEEP);
    }
}
