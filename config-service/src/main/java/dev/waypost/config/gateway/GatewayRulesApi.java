package dev.waypost.config.gateway;

import com.google.protobuf.Message;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.grpc.RequestRules;
import dev.waypost.proto.config.v1.UpdateGatewayRequest;
import jakarta.inject.Singleton;

/// What the requests about gateways must keep to beyond the contract's field rules.
@Singleton
final class GatewayRulesApi implements RequestRules {
    @Override
    public void check(Message request, Fault violations) {
        if (request instanceof UpdateGatewayRequest r) {
            checkGiven(violations, "tenant_id", r.hasTenantId(), r.getTenantId());
            checkGiven(violations, "endpoint_id", r.hasEndpointId(), r.getEndpointId());
            checkGiven(violations, "word", r.hasWord(), r.getWord());
        }
    }

    /// No gateway is without it.
    private static void checkGiven(Fault violations, String field, boolean given, String value) {
        if (given && value.isEmpty()) {
            violations.violation(field, "value: empty (expected: one; leave the field out to keep what is there)");
        }
    }
}
