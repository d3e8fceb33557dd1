package dev.waypost.console.endpoint;

import dev.waypost.console.json.Fields;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.config.v1.EndpointRole;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads the endpoint that a caller puts: what callers have always sent, and nothing that would be silently ignored.
final class EndpointFields {
    private static final Set<String> WRITTEN = Set.of(
            "id",
            "name",
            "provider",
            "apiUrl",
            "apiVersion",
            "phoneNumberId",
            "wabaId",
            "appId",
            "session",
            "role",
            "priority",
            "weight",
            "allowedCidrs",
            "isActive",
            "webhookUrl",
            "apiKey",
            "webhookSecret",
            "appSecret",
            "verifyToken",
            "revision",
            "requestId",
            "tenantId",
            "companyId");
    /// What answers carry and a caller may therefore send back unchanged.
    private static final Set<String> READ_ONLY =
            Set.of("healthStatus", "healthCause", "lastHealthCheck", "createdAt", "updatedAt", "credentials");
    private static final Set<String> KNOWN = union(WRITTEN, READ_ONLY);

    private EndpointFields() {}

    static SetEndpointRequest read(String tenantId, byte[] body) {
        Fields fields = Fields.of(body, KNOWN);
        String named = fields.firstText(List.of("tenantId", "companyId"));
        if (!named.isEmpty() && !named.equals(tenantId)) {
            fields.violation("tenantId", "value: " + named + " (expected: " + tenantId + ", as in the path)");
        }
        Provider provider = provider(fields);
        SetEndpointRequest.Builder request = SetEndpointRequest.newBuilder()
                .setTenantId(tenantId)
                .setRequestId(fields.string("requestId").orElseGet(() -> Ids.next("req")))
                .setEndpointId(fields.id("id"))
                .setExpectedRevision(fields.whole("revision").orElse(0))
                .setName(fields.text("name"))
                .setProvider(provider)
                .setApiUrl(fields.requiredText("apiUrl"))
                .setApiVersion(fields.text("apiVersion"))
                .setPhoneNumberId(fields.id("phoneNumberId"))
                .setWabaId(fields.id("wabaId"))
                .setAppId(fields.id("appId"))
                .setSession(fields.text("session"))
                .setPriority(fields.wholeInt("priority"))
                .setWeight(fields.wholeInt("weight"))
                .setApiKey(fields.text("apiKey"))
                .setWebhookSecret(fields.text("webhookSecret"))
                .setVerifyToken(fields.text("verifyToken"))
                .setWebhookUrl(fields.text("webhookUrl"))
                .addAllAllowedCidrs(fields.texts("allowedCidrs"))
                .setRole(role(fields))
                .setCreateTenant(true);
        fields.flag("isActive").ifPresent(request::setActive);
        // Meta signs with the app's secret; callers know it as the endpoint's webhook secret.
        boolean metaWithout = provider == Provider.PROVIDER_META_CLOUD && !fields.has("appSecret");
        request.setAppSecret(fields.text(metaWithout ? "webhookSecret" : "appSecret"));
        fields.check();
        return request.build();
    }

    /// Callers from before there were kinds name none: a number id means Meta, anything else the MultiDevice API.
    private static Provider provider(Fields fields) {
        String name = fields.text("provider");
        if (name.isEmpty()) {
            return fields.has("phoneNumberId") ? Provider.PROVIDER_META_CLOUD : Provider.PROVIDER_GOWA;
        }
        return Arrays.stream(Provider.values())
                .filter(known -> known != Provider.UNRECOGNIZED && known != Provider.PROVIDER_UNSPECIFIED)
                .filter(known -> EndpointJson.nameOf(known).equals(name.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseGet(() -> {
                    fields.violation("provider", "value: " + name + " (expected: META_CLOUD, WAHA, GOWA or EVOLUTION)");
                    return Provider.PROVIDER_UNSPECIFIED;
                });
    }

    private static EndpointRole role(Fields fields) {
        return switch (fields.text("role").toLowerCase(Locale.ROOT)) {
            // A draining endpoint that is read and put back keeps draining: its place is not the caller's to choose.
            case "", "draining" -> EndpointRole.ENDPOINT_ROLE_UNSPECIFIED;
            case "active" -> EndpointRole.ENDPOINT_ROLE_ACTIVE;
            case "standby" -> EndpointRole.ENDPOINT_ROLE_STANDBY;
            default -> {
                fields.violation("role", "value: " + fields.text("role") + " (expected: active or standby)");
                yield EndpointRole.ENDPOINT_ROLE_UNSPECIFIED;
            }
        };
    }

    private static Set<String> union(Set<String> a, Set<String> b) {
        return Stream.concat(a.stream(), b.stream()).collect(Collectors.toCollection(TreeSet::new));
    }
}
