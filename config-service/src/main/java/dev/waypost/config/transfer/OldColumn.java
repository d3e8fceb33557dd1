package dev.waypost.config.transfer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What the columns of older systems mean, by the names that are known for them; case and punctuation do not matter.
enum OldColumn {
    TENANT_ID("tenantId", "companyId", "company", "tenant", "businessId"),
    ENDPOINT_ID("id", "endpointId"),
    NAME("name", "endpointName", "label"),
    PROVIDER("provider", "providerType", "type", "apiType", "kind"),
    API_URL("apiUrl", "url", "endpoint", "endpointUrl", "apiBaseUrl", "baseUrl", "serverUrl"),
    API_KEY("apiKey", "token", "accessToken", "key"),
    API_VERSION("apiVersion"),
    WEBHOOK_URL("webhookUrl"),
    WEBHOOK_SECRET("webhookSecret"),
    PHONE_NUMBER_ID("phoneNumberId", "numberId"),
    WABA_ID("wabaId", "businessAccountId"),
    APP_ID("appId"),
    SESSION("session", "sessionName", "sessionId", "device", "deviceId", "instance", "instanceName"),
    IS_PRIMARY("isPrimary", "primary", "isDefault", "default"),
    PRIORITY("priority", "order", "rank"),
    IS_ACTIVE("isActive", "active", "enabled", "isEnabled"),
    /// Known, and of no use here: it is measured anew.
    IGNORED(
            "healthStatus",
            "lastHealthCheck",
            "connectionStatus",
            "status",
            "createdAt",
            "updatedAt",
            "lastUsedAt",
            "errorCount");

    private final List<String> names;

    OldColumn(String... names) {
        this.names = Arrays.stream(names).map(OldColumn::plain).toList();
    }

    static Optional<OldColumn> of(String name) {
        String plain = plain(name);
        return Arrays.stream(values())
                .filter(column -> column.names.contains(plain))
                .findFirst();
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }
}
