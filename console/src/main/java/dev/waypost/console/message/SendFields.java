package dev.waypost.console.message;

import dev.waypost.console.edge.Incoming;
import dev.waypost.console.json.Fields;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.Text;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads the message that a caller sends. The two texts about company ids are part of the documented API.
final class SendFields {
    private static final Set<String> KNOWN =
            Set.of("tenantId", "companyId", "phone", "message", "requestId", "endpointId");
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:-]{0,127}");

    private SendFields() {}

    static SendRequest read(Incoming incoming) {
        Fields fields = Fields.of(incoming.json(), KNOWN);
        String tenantId = tenantId(fields);
        SendRequest request = SendRequest.newBuilder()
                .setTenantId(tenantId)
                .setRequestId(fields.string("requestId").orElseGet(incoming::requestId))
                .setTo(fields.requiredId("phone"))
                .setContent(Content.newBuilder().setText(Text.newBuilder().setBody(fields.requiredText("message"))))
                .setEndpointId(fields.text("endpointId"))
                .build();
        fields.check();
        return request;
    }

    private static String tenantId(Fields fields) {
        String tenant = fields.id("tenantId");
        String company = fields.id("companyId");
        if (!tenant.isEmpty() && !company.isEmpty() && !tenant.equals(company)) {
            fields.violation("companyId", "value: " + company + " (expected: the same as tenantId, or left out)");
        }
        String id = tenant.isEmpty() ? company : tenant;
        if (id.isEmpty() && !fields.has("tenantId") && !fields.has("companyId")) {
            fields.check();
            throw Fault.of(Reason.FIELD_INVALID)
                    .detail("Company ID is required in multi-tenant mode")
                    .violation("tenantId", "value: missing (expected: tenantId or companyId)");
        }
        if (!ID.matcher(id).matches()) {
            fields.check();
            throw Fault.of(Reason.FIELD_INVALID)
                    .detail("Invalid company ID format")
                    .violation(
                            fields.has("tenantId") ? "tenantId" : "companyId",
                            "value: of another form (expected: 1 to 128 of A-Z a-z 0-9 . _ : -, the first a letter or a"
                                    + " digit)");
        }
        return id;
    }
}
