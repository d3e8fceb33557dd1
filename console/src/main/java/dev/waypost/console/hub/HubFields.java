package dev.waypost.console.hub;

import dev.waypost.console.json.Fields;
import dev.waypost.platform.id.Ids;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.CreatePhoneNumberRequest;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.MapProjectRequest;
import java.util.Set;

/// Reads what callers add to the hub tree; unknown fields are refused.
final class HubFields {
    private HubFields() {}

    static CreateBusinessAccountRequest businessAccount(byte[] body) {
        Fields fields = Fields.of(body, Set.of("business_id", "name", "timezone", "tenant_id", "request_id"));
        CreateBusinessAccountRequest request = CreateBusinessAccountRequest.newBuilder()
                .setRequestId(requestId(fields))
                .setBusinessAccountId(fields.requiredId("business_id"))
                .setName(fields.text("name"))
                .setTimezone(fields.text("timezone"))
                .setTenantId(fields.id("tenant_id"))
                .build();
        fields.check();
        return request;
    }

    static CreateAppRequest app(byte[] body) {
        Fields fields =
                Fields.of(body, Set.of("id", "business_id", "name", "verify_token", "app_secret", "request_id"));
        CreateAppRequest request = CreateAppRequest.newBuilder()
                .setRequestId(requestId(fields))
                .setAppId(fields.requiredId("id"))
                .setBusinessAccountId(fields.requiredId("business_id"))
                .setName(fields.text("name"))
                .setVerifyToken(fields.text("verify_token"))
                .setAppSecret(fields.text("app_secret"))
                .build();
        fields.check();
        return request;
    }

    static CreatePhoneNumberRequest phoneNumber(byte[] body) {
        Fields fields = Fields.of(
                body,
                Set.of(
                        "phone_number_id",
                        "app_id",
                        "phone_number",
                        "display_name",
                        "tenant_id",
                        "is_active",
                        "request_id"));
        CreatePhoneNumberRequest.Builder request = CreatePhoneNumberRequest.newBuilder()
                .setRequestId(requestId(fields))
                .setPhoneNumberId(fields.requiredId("phone_number_id"))
                .setAppId(fields.requiredId("app_id"))
                .setDisplayNumber(fields.id("phone_number"))
                .setName(fields.text("display_name"))
                .setTenantId(fields.id("tenant_id"));
        fields.flag("is_active").ifPresent(request::setActive);
        fields.check();
        return request.build();
    }

    static CreateProjectRequest project(byte[] body) {
        Fields fields = Fields.of(
                body,
                Set.of(
                        "id",
                        "name",
                        "endpoint",
                        "description",
                        "tenant_id",
                        "signing_secret",
                        "is_active",
                        "request_id"));
        CreateProjectRequest.Builder request = CreateProjectRequest.newBuilder()
                .setRequestId(requestId(fields))
                .setProjectId(fields.id("id"))
                .setTenantId(fields.id("tenant_id"))
                .setName(fields.text("name"))
                .setUrl(fields.requiredText("endpoint"))
                .setDescription(fields.text("description"))
                .setSigningSecret(fields.text("signing_secret"));
        fields.flag("is_active").ifPresent(request::setActive);
        fields.check();
        return request.build();
    }

    static MapProjectRequest mapping(byte[] body) {
        Fields fields = Fields.of(body, Set.of("phone_number_id", "project_id", "priority", "request_id"));
        MapProjectRequest request = MapProjectRequest.newBuilder()
                .setRequestId(requestId(fields))
                .setPhoneNumberId(fields.requiredId("phone_number_id"))
                .setProjectId(fields.requiredId("project_id"))
                .setPriority(fields.wholeInt("priority"))
                .build();
        fields.check();
        return request;
    }

    private static String requestId(Fields fields) {
        return fields.string("request_id").orElseGet(() -> Ids.next("req"));
    }
}
