package dev.waypost.send.session;

import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.settings.Secret;
import dev.waypost.providers.EndpointAccess;
import dev.waypost.providers.ProviderKind;
import io.micronaut.context.annotation.Replaces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Endpoints of gateways that a test made known; stands where snapshots from config-service stand.
@Singleton
@Replaces(SnapshotSessionTenants.class)
public class KnownSessionTenants implements SessionTenants {
    private static final Map<String, SessionEndpoint> KNOWN = new ConcurrentHashMap<>();

    static void put(String tenantId, String endpointId, ProviderKind provider, String url, String key) {
        put(tenantId, endpointId, provider, url, key, true);
    }

    static void put(
            String tenantId, String endpointId, ProviderKind provider, String url, String key, boolean autoReconnect) {
        var access = new EndpointAccess(provider, url, null, null, null, endpointId, Secret.of(key));
        KNOWN.put(
                tenantId + "/" + endpointId,
                new SessionEndpoint(endpointId, access, true, autoReconnect, Duration.ofMillis(200), 3, null));
    }

    @Override
    public SessionEndpoint endpoint(String tenantId, String endpointId) {
        SessionEndpoint endpoint = KNOWN.get(tenantId + "/" + endpointId);
        if (endpoint == null) {
            throw Fault.of(Reason.ENDPOINT_NOT_FOUND).with("endpoint_id", endpointId);
        }
        return endpoint;
    }
}
