package dev.waypost.platform.grpc;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import org.jspecify.annotations.Nullable;

/// Looks at every request message: is it the caller's tenant, and does it keep the contract's field rules?
final class RequestInterceptor implements ServerInterceptor {
    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        @Nullable Caller caller = Caller.KEY.get();
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            @Override
            public void onMessage(Q request) {
                if (request instanceof Message message) {
                    if (caller != null) {
                        checkTenant(message, caller);
                    }
                    checkRules(message);
                }
                super.onMessage(request);
            }
        };
    }

    private static void checkTenant(Message request, Caller caller) {
        if (caller.tenants().isEmpty()) {
            return;
        }
        @Nullable FieldDescriptor field = FieldRulesPolicy.tenantField(request.getDescriptorForType());
        String tenantId = field == null ? "" : (String) request.getField(field);
        boolean named = !tenantId.isEmpty() && caller.mayActFor(tenantId);
        boolean allNamed = !FieldRulesPolicy.tenantIds(request).isEmpty()
                && FieldRulesPolicy.tenantIds(request).stream().allMatch(id -> caller.mayActFor((String) id));
        if (named || (field == null && allNamed)) {
            return;
        }
        if (field == null && FieldRulesPolicy.tenantIds(request).isEmpty()) {
            throw Fault.of(Reason.TENANT_FORBIDDEN).detail("This call is not about one tenant; the key is.");
        }
        if (tenantId.isEmpty()) {
            throw Fault.of(Reason.FIELD_INVALID).violation("tenant_id", "value: none (expected: a tenant of the key)");
        }
        // The same answer as for a tenant that does not exist: whether it does is none of the caller's business.
        throw Fault.of(Reason.TENANT_NOT_FOUND).with("tenant_id", tenantId);
    }

    private static void checkRules(Message request) {
        var violations = FieldRulesPolicy.violations(request);
        if (!violations.isEmpty()) {
            Fault fault = Fault.of(Reason.FIELD_INVALID);
            violations.forEach(v -> fault.violation(v.field(), v.description()));
            throw fault;
        }
    }
}
