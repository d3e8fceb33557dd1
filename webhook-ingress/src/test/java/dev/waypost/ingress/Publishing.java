package dev.waypost.ingress;

import dev.waypost.configclient.SealedSnapshot;
import dev.waypost.configclient.SealedSnapshot.SealedPolicy;
import dev.waypost.configclient.SnapshotChanged;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.configclient.TenantPolicy;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.platform.redis.Redis;
import dev.waypost.testkit.ServiceUnderTest;
import java.time.Duration;

/// Lets a service know tenants as config-service would, through Redis.
final class Publishing {
    private Publishing() {}

    static void publish(ServiceUnderTest service, SealedSnapshot snapshot) {
        Redis redis = service.bean(Redis.class);
        redis.set(SnapshotKeys.snapshot(snapshot.tenantId()), SnapshotCodec.encode(snapshot), Duration.ofMinutes(10));
        redis.publish(
                SnapshotKeys.CHANGED,
                SnapshotCodec.encode(new SnapshotChanged(snapshot.tenantId(), snapshot.revision())));
        // There is no config-service here whose word the service could take for it.
        service.bean(TenantSnapshots.class).announce(snapshot.tenantId(), snapshot.revision());
    }

    /// The policy of a tenant that asked for nothing else.
    static SealedPolicy policy(boolean encryptTexts, Duration userLockTtl) {
        TenantPolicy p = TenantPolicy.DEFAULTS;
        return new SealedPolicy(
                p.routing(),
                p.rateLimit(),
                p.rateWindow(),
                p.maxReconnectAttempts(),
                p.unhealthyAfter(),
                p.healthyAfter(),
                p.whenUnhealthy(),
                p.whenBlocked(),
                p.whenUnknown(),
                p.whenWindowClosed(),
                p.fallbackTemplate(),
                p.fallbackTemplateLanguage(),
                p.messageValidFor(),
                p.allowedNumberPattern(),
                p.defaultCountryCode(),
                p.suspiciousPatterns(),
                encryptTexts,
                p.retention(),
                userLockTtl,
                p.alertUrl(),
                p.failoverCooldown(),
                p.timeZone(),
                p.failoverMode(),
                p.maxFailoversPerHour(),
                p.failBack());
    }
}
