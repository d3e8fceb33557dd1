package dev.waypost.console.tenant;

import dev.waypost.console.json.Documented;
import dev.waypost.console.json.Shape;
import dev.waypost.proto.config.v1.Change;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.DeleteTenantRequest;
import dev.waypost.proto.config.v1.ListChangesRequest;
import dev.waypost.proto.config.v1.ListTenantsRequest;
import dev.waypost.proto.config.v1.RestoreTenantRequest;
import dev.waypost.proto.config.v1.ResumeTenantRequest;
import dev.waypost.proto.config.v1.SuspendTenantRequest;
import dev.waypost.proto.config.v1.Tenant;
import jakarta.inject.Singleton;
import java.util.List;

/// What tenants look like in JSON: one flat object, as the configuration of a tenant has always been.
@Singleton
final class TenantShapes implements Documented {
    static final Shape TENANT = Shape.camelCase(Tenant.getDescriptor())
            .inline("policy")
            .inline("tenant")
            .alias("companyId", "tenantId")
            .add("endpoint");

    /// The audit names the request that it looks for beside the one that it is.
    static final Shape CHANGE = Shape.camelCase(Change.getDescriptor())
            .hide("before_json", "after_json")
            .rename("action_prefix", "action")
            .rename("made_with_request_id", "request_id")
            .alias("companyId", "tenantId")
            .add("before", "after");

    @Override
    public List<Schema> schemas() {
        return List.of(
                Schema.answered("Tenant", TENANT, Tenant.getDescriptor()),
                Schema.sent("TenantCreate", TENANT, CreateTenantRequest.getDescriptor()),
                Schema.sent("TenantPatch", TENANT, Tenant.getDescriptor(), "tenant_id"),
                Schema.sent("TenantSuspend", TENANT, SuspendTenantRequest.getDescriptor(), "tenant_id"),
                Schema.sent("TenantResume", TENANT, ResumeTenantRequest.getDescriptor(), "tenant_id"),
                Schema.sent("TenantRestore", TENANT, RestoreTenantRequest.getDescriptor(), "tenant_id"),
                Schema.answered("Change", CHANGE, Change.getDescriptor()),
                Schema.asked("TenantList", TENANT, ListTenantsRequest.getDescriptor()),
                Schema.asked("TenantDelete", TENANT, DeleteTenantRequest.getDescriptor(), "tenant_id"),
                Schema.asked("ChangeList", CHANGE, ListChangesRequest.getDescriptor()));
    }
}
