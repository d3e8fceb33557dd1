package dev.waypost.config.endpoint;

import dev.waypost.config.credential.SealedSecret;
import dev.waypost.configclient.EndpointRole;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An endpoint as stored, its secrets sealed by kind.
record StoredEndpoint(
        String tenantId,
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
        boolean active,
        String webhookUrl,
        List<String> allowedCidrs,
        Map<String, SealedSecret> secrets,
        long revision,
        Instant created,
        Instant updated,
        long tenantRevision) {
    /// What the audit may show: of secrets only version and hint.
    Map<String, Object> audited() {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("name", name);
        shown.put("provider", provider);
        shown.put("apiUrl", apiUrl);
        shown.put("phoneNumberId", phoneNumberId == null ? "" : phoneNumberId);
        shown.put("role", role);
        shown.put("active", active);
        secrets.forEach((kind, secret) -> shown.putAll(secret.audited(kind)));
        return shown;
    }
}
