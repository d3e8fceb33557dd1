package dev.waypost.config.tenant;

import com.google.protobuf.Message;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.grpc.RequestRules;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.UpdateTenantRequest;
import jakarta.inject.Singleton;

/// What requests that set up a tenant must keep beyond their contract. What an update makes of the stored tenant is
/// checked when that is known.
@Singleton
final class TenantRequestsApi implements RequestRules {
    private final TenantDefaults defaults;

    TenantRequestsApi(TenantDefaults defaults) {
        this.defaults = defaults;
    }

    @Override
    public void check(Message request, Fault violations) {
        switch (request) {
            case CreateTenantRequest create -> {
                TenantWireApi.checkChoices(violations, "policy.", create.getPolicy());
                TenantRules.check(violations, "", TenantWireApi.draft(create, defaults.policy()));
            }
            case UpdateTenantRequest update -> {
                TenantMaskApi.check(violations, update.getUpdateMask());
                TenantWireApi.checkChoices(
                        violations, "tenant.policy.", update.getTenant().getPolicy());
            }
            default -> {}
        }
    }
}
