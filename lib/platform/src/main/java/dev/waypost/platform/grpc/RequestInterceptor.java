package dev.waypost.platform.grpc;

import com.google.protobuf.Message;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Looks at every request message: is it the caller's tenant, and does it keep the contract's field rules?
final class RequestInterceptor implements ServerInterceptor {
    private final List<RequestRules> rules;

    RequestInterceptor(List<RequestRules> rules) {
        this.rules = rules;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        @Nullable Caller caller = Caller.KEY.get();
        boolean narrows = MethodOptions.narrows(call.getMethodDescriptor());
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            // A stream names its tenant first; what follows may leave it out.
            private boolean named;

            @Override
            public void onMessage(Q request) {
                if (request instanceof Message message) {
                    if (caller != null) {
                        named = checkTenant(message, caller, named || narrows);
                    }
                    checkRules(message);
                }
                super.onMessage(request);
            }
        };
    }

    /// @return whether a tenant was named
    private static boolean checkTenant(Message request, Caller caller, boolean namedBefore) {
        if (caller.tenants().isEmpty()) {
            return false;
        }
        List<String> named = TenantFields.named(request);
        for (String tenantId : named) {
            if (!caller.mayActFor(tenantId)) {
                // The same answer as for a tenant that does not exist: whether it does is not the caller's business.
                throw Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId);
            }
        }
        if (!named.isEmpty() || namedBefore) {
            return true;
        }
        throw TenantFields.mentions(request.getDescriptorForType())
                ? Fault.of(Reason.FIELD_INVALID).violation("tenant_id", "value: none (expected: a tenant of the key)")
                : Fault.of(Reason.TENANT_FORBIDDEN).detail("This call is not about one tenant; the key is.");
    }

    private void checkRules(Message request) {
        Fault violations = Fault.of(Reason.FIELD_INVALID);
        FieldRulesPolicy.violations(request).forEach(v -> violations.violation(v.field(), v.description()));
        rules.forEach(rule -> rule.check(request, violations));
        if (violations.hasViolations()) {
            throw violations;
        }
    }
}
