package dev.waypost.console.endpoint;

import dev.waypost.console.json.Json;
import dev.waypost.console.json.Times;
import dev.waypost.proto.config.v1.CredentialState;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.Provider;
import java.util.Locale;

/// Writes an endpoint the way callers know it: camelCase, and of secrets only that they are there.
final class EndpointJson {
    private EndpointJson() {}

    static Json of(Endpoint endpoint, HealthView health) {
        return Json.object()
                .put("id", endpoint.getEndpointId())
                .put("tenantId", endpoint.getTenantId())
                .put("name", endpoint.getName())
                .put("provider", nameOf(endpoint.getProvider()))
                .put("apiUrl", endpoint.getApiUrl())
                .put("apiVersion", endpoint.getApiVersion())
                .put("phoneNumberId", endpoint.getPhoneNumberId())
                .put("wabaId", endpoint.getWabaId())
                .put("appId", endpoint.getAppId())
                .put("session", endpoint.getSession())
                .put("role", nameOf(endpoint.getRole()))
                .put("priority", endpoint.getPriority())
                .put("weight", endpoint.getWeight())
                .put("isActive", endpoint.getActive())
                .put("webhookUrl", endpoint.getWebhookUrl())
                .put("allowedCidrs", endpoint.getAllowedCidrsList())
                .put(
                        "credentials",
                        Json.object()
                                .put("apiKey", credential(endpoint.getApiKey()))
                                .put("webhookSecret", credential(endpoint.getWebhookSecret()))
                                .put("appSecret", credential(endpoint.getAppSecret()))
                                .put("verifyToken", credential(endpoint.getVerifyToken())))
                .put("healthStatus", health.status())
                .put("healthCause", health.cause())
                .put("lastHealthCheck", health.lastCheck())
                .put("revision", endpoint.getRevision())
                .put("createdAt", Times.iso(endpoint.hasCreateTime(), endpoint.getCreateTime()))
                .put("updatedAt", Times.iso(endpoint.hasUpdateTime(), endpoint.getUpdateTime()));
    }

    static String nameOf(Provider provider) {
        return provider.name().replace("PROVIDER_", "");
    }

    private static String nameOf(EndpointRole role) {
        return role == EndpointRole.ENDPOINT_ROLE_UNSPECIFIED
                ? ""
                : role.name().replace("ENDPOINT_ROLE_", "").toLowerCase(Locale.ROOT);
    }

    private static Json credential(CredentialState state) {
        return Json.object()
                .put("set", state.getPresent())
                .put("version", state.getPresent() ? state.getVersion() : null)
                .put("hint", state.getHint());
    }
}
