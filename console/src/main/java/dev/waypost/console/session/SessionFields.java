package dev.waypost.console.session;

import dev.waypost.console.edge.Incoming;
import dev.waypost.console.json.Fields;
import dev.waypost.proto.send.v1.CodePairing;
import dev.waypost.proto.send.v1.StartSessionRequest;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// Reads how a session is to be paired. A number without its plus is a number all the same.
final class SessionFields {
    private static final Set<String> KNOWN = Set.of("usePairingCode", "phoneNumber", "endpointId", "requestId");

    private SessionFields() {}

    /// @param tenantId asked for last: what is wrong with the body is said first
    static StartSessionRequest read(Incoming incoming, Supplier<String> tenantId) {
        Fields fields = Fields.ofOptional(incoming.json(), KNOWN, Map.of());
        boolean byCode = fields.flag("usePairingCode").orElse(false);
        String phone = fields.id("phoneNumber").strip();
        var request = StartSessionRequest.newBuilder()
                .setEndpointId(fields.text("endpointId"))
                .setRequestId(fields.string("requestId").orElseGet(incoming::requestId));
        if (byCode && phone.isEmpty()) {
            fields.violation("phoneNumber", "value: missing (expected: a number in E.164 form, to pair by code)");
        } else if (byCode) {
            request.setCode(CodePairing.newBuilder().setPhoneNumber(phone.startsWith("+") ? phone : "+" + phone));
        }
        fields.check();
        return request.setTenantId(tenantId.get()).build();
    }
}
