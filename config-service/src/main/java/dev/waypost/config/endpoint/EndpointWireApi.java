package dev.waypost.config.endpoint;

import dev.waypost.config.change.Names;
import dev.waypost.config.credential.CredentialWireApi;
import dev.waypost.configclient.EndpointRole;
import dev.waypost.platform.settings.Secret;
import dev.waypost.proto.config.v1.CredentialState;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Endpoints between the wire and the domain; secrets go in and never come out.
final class EndpointWireApi {
    private EndpointWireApi() {}

    static NewEndpoint read(SetEndpointRequest r) {
        var secrets = new LinkedHashMap<String, Secret>();
        add(secrets, "apiKey", r.getApiKey());
        add(secrets, "webhookSecret", r.getWebhookSecret());
        add(secrets, "appSecret", r.getAppSecret());
        add(secrets, "verifyToken", r.getVerifyToken());
        return new NewEndpoint(
                r.getTenantId(),
                r.getEndpointId(),
                r.getExpectedRevision(),
                r.getName(),
                provider(r.getProvider()),
                r.getApiUrl(),
                r.getApiVersion(),
                r.getPhoneNumberId(),
                r.getWabaId(),
                r.getAppId(),
                r.getSession(),
                role(r),
                r.getPriority(),
                r.getWeight(),
                !r.hasActive() || r.getActive(),
                r.getWebhookUrl(),
                r.getAllowedCidrsList(),
                secrets,
                r.getCreateTenant());
    }

    static Endpoint write(StoredEndpoint e) {
        return Endpoint.newBuilder()
                .setEndpointId(e.id())
                .setTenantId(e.tenantId())
                .setName(e.name())
                .setProvider(Provider.valueOf("PROVIDER_" + e.provider()))
                .setApiUrl(e.apiUrl())
                .setApiVersion(e.apiVersion())
                .setPhoneNumberId(Names.orEmpty(e.phoneNumberId()))
                .setWabaId(Names.orEmpty(e.wabaId()))
                .setAppId(Names.orEmpty(e.appId()))
                .setSession(Names.orEmpty(e.session()))
                .setRole(dev.waypost.proto.config.v1.EndpointRole.valueOf("ENDPOINT_ROLE_" + e.role()))
                .setPriority(e.priority())
                .setWeight(e.weight())
                .setActive(e.active())
                .setWebhookUrl(e.webhookUrl())
                .addAllAllowedCidrs(e.allowedCidrs())
                .setApiKey(state(e, "apiKey"))
                .setWebhookSecret(state(e, "webhookSecret"))
                .setAppSecret(state(e, "appSecret"))
                .setVerifyToken(state(e, "verifyToken"))
                .setRevision(e.revision())
                .setCreateTime(Names.time(e.created()))
                .setUpdateTime(Names.time(e.updated()))
                .setTenantRevision(e.tenantRevision())
                .build();
    }

    /// Empty for a provider that this code does not know.
    static String provider(Provider provider) {
        return provider == Provider.UNRECOGNIZED ? "" : provider.name().substring("PROVIDER_".length());
    }

    private static void add(Map<String, Secret> secrets, String kind, String value) {
        if (!value.isEmpty()) {
            secrets.put(kind, Secret.of(value));
        }
    }

    private static @Nullable EndpointRole role(SetEndpointRequest r) {
        return switch (r.getRole()) {
            case ENDPOINT_ROLE_ACTIVE -> EndpointRole.ACTIVE;
            case ENDPOINT_ROLE_STANDBY -> EndpointRole.STANDBY;
            case ENDPOINT_ROLE_DRAINING -> EndpointRole.DRAINING;
            case ENDPOINT_ROLE_UNSPECIFIED, UNRECOGNIZED -> null;
        };
    }

    private static CredentialState state(StoredEndpoint endpoint, String kind) {
        return CredentialWireApi.write(endpoint.secrets().get(kind));
    }
}
