package dev.waypost.config.endpoint;

import com.google.protobuf.Message;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.grpc.RequestRules;
import dev.waypost.proto.config.v1.EndpointDraft;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointRequest;
import jakarta.inject.Singleton;

/// What endpoints in requests must be beyond the contract's field rules.
@Singleton
final class EndpointRulesApi implements RequestRules {
    @Override
    public void check(Message request, Fault violations) {
        switch (request) {
            case SetEndpointRequest wanted -> FieldRules.check(violations, EndpointWireApi.read(wanted));
            case TestEndpointRequest test when test.hasDraft() -> draft(violations, test.getDraft());
            default -> {}
        }
    }

    private static void draft(Fault violations, EndpointDraft draft) {
        FieldRules.target(
                "draft.",
                violations,
                EndpointWireApi.provider(draft.getProvider()),
                draft.getApiVersion(),
                draft.getPhoneNumberId(),
                draft.getSession());
    }
}
