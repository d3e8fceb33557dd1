package dev.waypost.console.endpoint;

import dev.waypost.console.json.Documented;
import dev.waypost.console.json.Shape;
import dev.waypost.proto.config.v1.ActivateEndpointRequest;
import dev.waypost.proto.config.v1.DeactivateEndpointRequest;
import dev.waypost.proto.config.v1.DeleteEndpointRequest;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.GetEndpointRequest;
import dev.waypost.proto.config.v1.ListEndpointsRequest;
import dev.waypost.proto.config.v1.RevokeCredentialRequest;
import dev.waypost.proto.config.v1.RotateCredentialRequest;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.SwitchEndpointRequest;
import dev.waypost.proto.config.v1.TestEndpointRequest;
import jakarta.inject.Singleton;
import java.util.List;

/// What endpoints look like in JSON: camelCase, and of secrets only what is known of them.
@Singleton
final class EndpointShapes implements Documented {
    /// An endpoint, put or got. `companyId` and `apiBaseUrl` are what older callers say.
    static final Shape ENDPOINT = Shape.camelCase(Endpoint.getDescriptor())
            .rename("endpoint_id", "id")
            .rename("active", "is_active")
            .lower("role")
            .unread("role", "draining")
            .hide("create_tenant")
            .alias("companyId", "tenantId")
            .alias("apiBaseUrl", "apiUrl")
            .alias("endpointId", "id")
            .add("healthStatus", "healthCause", "lastHealthCheck", "connectionStatus");

    /// What is done to an endpoint, which is named beside the tenant.
    static final Shape ACTION = Shape.camelCase(Endpoint.getDescriptor())
            .rename("kind", "credential")
            .lower("kind")
            .alias("companyId", "tenantId")
            .alias("id", "endpointId");

    static final Shape TEST = ACTION.inline("draft")
            .alias("apiBaseUrl", "apiUrl")
            .add("isActive", "webhookSecret", "appSecret", "verifyToken", "healthStatus", "healthCause")
            .add("lastHealthCheck", "connectionStatus");

    /// The compare-and-set is on the tenant, so it is the tenant's revision that is named.
    static final Shape SWITCH = ACTION.hide("expected_revision")
            .alias("to", "toEndpointId")
            .alias("from", "fromEndpointId")
            .add("tenantRevision");

    @Override
    public List<Schema> schemas() {
        return List.of(
                Schema.answered("Endpoint", ENDPOINT, Endpoint.getDescriptor()),
                Schema.sent("EndpointPut", ENDPOINT, SetEndpointRequest.getDescriptor(), "tenant_id"),
                Schema.sent("EndpointTest", TEST, TestEndpointRequest.getDescriptor(), "tenant_id"),
                Schema.sent("EndpointSwitch", SWITCH, SwitchEndpointRequest.getDescriptor(), "tenant_id"),
                Schema.sent("EndpointActivate", ACTION, ActivateEndpointRequest.getDescriptor(), "tenant_id"),
                Schema.sent("EndpointDeactivate", ACTION, DeactivateEndpointRequest.getDescriptor(), "tenant_id"),
                Schema.sent("CredentialRotate", ACTION, RotateCredentialRequest.getDescriptor(), "tenant_id"),
                Schema.sent("CredentialRevoke", ACTION, RevokeCredentialRequest.getDescriptor(), "tenant_id"),
                Schema.asked("EndpointGet", ACTION, GetEndpointRequest.getDescriptor(), "tenant_id"),
                Schema.asked("EndpointList", ACTION, ListEndpointsRequest.getDescriptor(), "tenant_id"),
                Schema.asked("EndpointDelete", ACTION, DeleteEndpointRequest.getDescriptor(), "tenant_id"));
    }
}
