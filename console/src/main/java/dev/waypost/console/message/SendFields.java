package dev.waypost.console.message;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Duration;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.JsonFormat;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.TenantId;
import dev.waypost.console.json.Enums;
import dev.waypost.console.json.Fields;
import dev.waypost.proto.send.v1.Content;
import dev.waypost.proto.send.v1.OverLimit;
import dev.waypost.proto.send.v1.Priority;
import dev.waypost.proto.send.v1.SendRequest;
import dev.waypost.proto.send.v1.Text;
import dev.waypost.proto.send.v1.WaitFor;
import java.util.Set;

/// Reads the message that a caller sends. The two texts about company ids are part of the documented API.
final class SendFields {
    private static final Set<String> KNOWN = Set.of(
            "tenantId",
            "companyId",
            "phone",
            "message",
            "content",
            "requestId",
            "endpointId",
            "sendAt",
            "validFor",
            "priority",
            "overLimit",
            "waitFor",
            "labels",
            "replyTo");

    private SendFields() {}

    /// @param defaultTenant whose message it is when it says nothing; empty when it must say
    static SendRequest read(Incoming incoming, String defaultTenant) {
        Fields fields = Fields.of(incoming.json(), KNOWN);
        String tenantId = tenantId(fields, defaultTenant);
        SendRequest.Builder request = SendRequest.newBuilder()
                .setTenantId(tenantId)
                .setRequestId(fields.string("requestId").orElseGet(incoming::requestId))
                .setTo(fields.requiredId("phone"))
                .setContent(content(fields))
                .setEndpointId(fields.text("endpointId"))
                .setReplyToMessageId(fields.text("replyTo"))
                .setPriorityValue(choice(fields, "priority", Priority.getDescriptor()))
                .setOverLimitValue(choice(fields, "overLimit", OverLimit.getDescriptor()))
                .setWaitForValue(choice(fields, "waitFor", WaitFor.getDescriptor()))
                .putAllLabels(fields.map("labels"));
        fields.time("sendAt")
                .ifPresent(time -> request.setSendAt(
                        Timestamp.newBuilder().setSeconds(time.getEpochSecond()).setNanos(time.getNano())));
        fields.duration("validFor")
                .ifPresent(time -> request.setValidFor(
                        Duration.newBuilder().setSeconds(time.getSeconds()).setNanos(time.getNano())));
        fields.check();
        return request.build();
    }

    private static Content content(Fields fields) {
        if (!fields.has("content")) {
            return Content.newBuilder()
                    .setText(Text.newBuilder().setBody(fields.requiredText("message")))
                    .build();
        }
        if (fields.has("message")) {
            fields.violation("content", "value: besides message (expected: one of the two)");
        }
        var content = Content.newBuilder();
        fields.object("content").ifPresent(json -> {
            try {
                JsonFormat.parser().merge(json, content);
            } catch (InvalidProtocolBufferException e) {
                fields.violation("content", "value: of another form (expected: " + expected(e) + ")");
            }
            if (content.getKindCase() == Content.KindCase.KIND_NOT_SET) {
                fields.violation("content", "value: without a kind (expected: one kind, such as image or template)");
            }
        });
        return content.build();
    }

    /// The parser names fields, and repeats what they held: only the names are shown.
    private static String expected(InvalidProtocolBufferException problem) {
        String said = String.valueOf(problem.getMessage());
        return said.startsWith("Cannot find field: ") && said.length() < 200
                ? "waypost.send.v1.Content; c" + said.substring(1)
                : "waypost.send.v1.Content as protobuf JSON";
    }

    private static int choice(Fields fields, String name, EnumDescriptor type) {
        String text = fields.string(name).orElse("");
        if (text.isEmpty()) {
            return 0;
        }
        var value = Enums.read(type, text);
        if (value.isEmpty()) {
            fields.violation(name, "value: another (expected: " + String.join(", ", Enums.names(type)) + ")");
        }
        return value.map(found -> found.getNumber()).orElse(0);
    }

    private static String tenantId(Fields fields, String defaultTenant) {
        String tenant = fields.id("tenantId");
        String company = fields.id("companyId");
        if (!tenant.isEmpty() && !company.isEmpty() && !tenant.equals(company)) {
            fields.violation("companyId", "value: " + company + " (expected: the same as tenantId, or left out)");
        }
        String id = tenant.isEmpty() ? company : tenant;
        if (id.isEmpty() && !fields.has("tenantId") && !fields.has("companyId")) {
            if (!defaultTenant.isEmpty()) {
                return defaultTenant;
            }
            fields.check();
            throw TenantId.missing();
        }
        if (!TenantId.isValid(id)) {
            fields.check();
        }
        return TenantId.checked(id, fields.has("tenantId") ? "tenantId" : "companyId");
    }
}
