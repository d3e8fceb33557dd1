package dev.waypost.config.endpoint;

import dev.waypost.proto.config.v1.SetEndpointRequest;
import jakarta.inject.Singleton;

/// Holds endpoints that come from elsewhere than a call to the rules of SetEndpoint.
@Singleton
public final class EndpointCheckApi {
    private final EndpointRules rules;

    EndpointCheckApi(EndpointRules rules) {
        this.rules = rules;
    }

    /// Must run outside of a transaction: it resolves the URL's name.
    ///
    /// @throws dev.waypost.platform.fault.Fault FIELD_INVALID and ENDPOINT_URL_REFUSED
    public void check(SetEndpointRequest wanted) {
        rules.check(EndpointWireApi.read(wanted));
    }
}
