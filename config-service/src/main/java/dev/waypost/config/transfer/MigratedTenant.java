package dev.waypost.config.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.waypost.config.credential.SealedSecret;
import dev.waypost.config.document.Documents;
import dev.waypost.configclient.SealedFields;
import dev.waypost.platform.crypto.Vault;
import jakarta.inject.Singleton;
import java.util.List;

/// A tenant as it shall be with the one endpoint that stays of it.
@Singleton
final class MigratedTenant {
    private static final String ENDPOINT = "main";

    private final OldRowStore rows;
    private final ImportRulesApi rules;
    private final Vault vault;

    MigratedTenant(OldRowStore rows, ImportRulesApi rules, Vault vault) {
        this.rows = rows;
        this.rules = rules;
        this.vault = vault;
    }

    /// @throws dev.waypost.platform.fault.Fault FIELD_INVALID, ENDPOINT_URL_REFUSED and SERVER_DRAINED, as a single
    /// call would
    ImportLine of(OldRow row) {
        String tenantId = row.tenantId();
        // What is there already keeps its settings; only its endpoints are replaced.
        ObjectNode tenant = FileJson.object(rows.tenants(List.of(tenantId)).getOrDefault(tenantId, "{}"))
                .orElseThrow();
        tenant.put("tenant_id", tenantId);
        ObjectNode policy = tenant.get("policy") instanceof ObjectNode held ? held : tenant.putObject("policy");
        policy.put("routing", "SINGLE");
        String id = row.endpointId().isEmpty() ? ENDPOINT : row.endpointId();
        ObjectNode endpoint = tenant.putArray("endpoints").addObject();
        endpoint.put("endpoint_id", id);
        put(endpoint, "name", row.name());
        put(endpoint, "provider", row.provider());
        put(endpoint, "api_url", row.apiUrl());
        put(endpoint, "api_version", row.apiVersion());
        put(endpoint, "phone_number_id", row.phoneNumberId());
        put(endpoint, "waba_id", row.wabaId());
        put(endpoint, "app_id", row.appId());
        put(endpoint, "session", row.session());
        put(endpoint, "webhook_url", row.webhookUrl());
        endpoint.put("active", row.isActive());
        var line = new ImportLine(row.position(), ObjectKind.TENANT, tenant);
        rules.check(line);
        ObjectNode secrets = endpoint.putObject("secrets");
        seal(secrets, tenantId, id, "apiKey", row.apiKey());
        seal(secrets, tenantId, id, "webhookSecret", row.webhookSecret());
        return line;
    }

    private void seal(ObjectNode secrets, String tenantId, String endpointId, String kind, String plaintext) {
        if (!plaintext.isEmpty()) {
            SealedSecret secret =
                    SealedSecret.of(vault, plaintext, tenantId, SealedFields.endpoint(endpointId, kind), null);
            secrets.set(kind, FileJson.object(Documents.write(secret).text()).orElseThrow());
        }
    }

    private static void put(ObjectNode object, String key, String value) {
        if (!value.isEmpty()) {
            object.put(key, value);
        }
    }
}
