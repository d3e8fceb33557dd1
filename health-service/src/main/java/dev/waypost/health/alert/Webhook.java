package dev.waypost.health.alert;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where alerts are posted.
///
/// @param tenantId whose alerts it gets; empty for everybody's
/// @param minSeverity null for all
/// @param kinds titles; empty for all
/// @param secret sealed
/// @param previousSecret sealed, used as well until `previousUntil`
/// @param pending posts that wait
record Webhook(
        String webhookId,
        String tenantId,
        String url,
        boolean active,
        @Nullable Severity minSeverity,
        List<String> kinds,
        String secret,
        String secretHint,
        @Nullable String previousSecret,
        @Nullable Instant previousUntil,
        long revision,
        long pending,
        @Nullable Instant lastSuccessTime,
        String lastFailure,
        Instant createTime) {
    static final String SECRET = "alertWebhookSecret";

    boolean wants(Reading.Key key, Severity severity) {
        return active
                && (tenantId.isEmpty() || tenantId.equals(key.tenantId()))
                && (minSeverity == null || severity.compareTo(minSeverity) >= 0)
                && (kinds.isEmpty() || kinds.contains(key.kind().title()));
    }
}
