package dev.waypost.config.endpoint;

import dev.waypost.config.credential.SealedSecret;
import dev.waypost.configclient.EndpointRole;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    /// Whether traffic may be given to it.
    boolean isUsable() {
        return active && role != EndpointRole.DRAINING;
    }

    /// The same endpoint in another place, as the next of its revisions.
    StoredEndpoint placed(EndpointRole place, boolean use, long atTenantRevision, Instant now) {
        return new StoredEndpoint(
                tenantId,
                id,
                name,
                provider,
                apiUrl,
                apiVersion,
                phoneNumberId,
                wabaId,
                appId,
                session,
                place,
                priority,
                weight,
                use,
                webhookUrl,
                allowedCidrs,
                secrets,
                revision + 1,
                created,
                now,
                atTenantRevision);
    }

    /// The same endpoint at another address, as the next of its revisions.
    StoredEndpoint at(String address, long atTenantRevision, Instant now) {
        return new StoredEndpoint(
                tenantId,
                id,
                name,
                provider,
                address,
                apiVersion,
                phoneNumberId,
                wabaId,
                appId,
                session,
                role,
                priority,
                weight,
                active,
                webhookUrl,
                allowedCidrs,
                secrets,
                revision + 1,
                created,
                now,
                atTenantRevision);
    }

    /// Whether a check of this one says the same as a check of the other.
    boolean reachesAs(StoredEndpoint other) {
        return provider.equals(other.provider)
                && apiUrl.equals(other.apiUrl)
                && apiVersion.equals(other.apiVersion)
                && Objects.equals(phoneNumberId, other.phoneNumberId)
                && Objects.equals(wabaId, other.wabaId)
                && Objects.equals(session, other.session)
                && Objects.equals(secrets.get("apiKey"), other.secrets.get("apiKey"));
    }

    String resource() {
        return "endpoint/" + tenantId + "/" + id;
    }

    /// What the audit may show: of secrets only version and hint.
    Map<String, Object> audited() {
        var shown = new LinkedHashMap<String, Object>();
        shown.put("name", name);
        shown.put("provider", provider);
        shown.put("apiUrl", apiUrl);
        shown.put("apiVersion", apiVersion);
        shown.put("phoneNumberId", phoneNumberId == null ? "" : phoneNumberId);
        shown.put("wabaId", wabaId == null ? "" : wabaId);
        shown.put("appId", appId == null ? "" : appId);
        shown.put("session", session == null ? "" : session);
        shown.put("role", role);
        shown.put("priority", priority);
        shown.put("weight", weight);
        shown.put("active", active);
        shown.put("webhookUrl", webhookUrl);
        shown.put("allowedCidrs", allowedCidrs);
        secrets.forEach((kind, secret) -> shown.putAll(secret.audited(kind)));
        return shown;
    }
}
