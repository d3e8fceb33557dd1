package dev.waypost.config;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.id.Ids;
import dev.waypost.platform.redis.Redis;
import dev.waypost.proto.config.v1.ApiKeyServiceGrpc;
import dev.waypost.proto.config.v1.CreateApiKeyRequest;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.EndpointServiceGrpc;
import dev.waypost.proto.config.v1.GatewayServiceGrpc;
import dev.waypost.proto.config.v1.GetTenantRequest;
import dev.waypost.proto.config.v1.HubServiceGrpc;
import dev.waypost.proto.config.v1.Provider;
import dev.waypost.proto.config.v1.SetEndpointRequest;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantServiceGrpc;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// config-service behind its production chain, with stubs that call as the administrator.
final class ConfigHarness implements AutoCloseable {
    final ServiceUnderTest service;

    ConfigHarness() {
        this(ServiceUnderTest.start("config"));
    }

    ConfigHarness(ServiceUnderTest service) {
        this.service = service;
    }

    TenantServiceGrpc.TenantServiceBlockingStub tenants() {
        return tenants(service.admin());
    }

    TenantServiceGrpc.TenantServiceBlockingStub tenants(Channel channel) {
        return TenantServiceGrpc.newBlockingStub(channel);
    }

    EndpointServiceGrpc.EndpointServiceBlockingStub endpoints() {
        return EndpointServiceGrpc.newBlockingStub(service.admin());
    }

    HubServiceGrpc.HubServiceBlockingStub hub() {
        return HubServiceGrpc.newBlockingStub(service.admin());
    }

    GatewayServiceGrpc.GatewayServiceBlockingStub gateways() {
        return GatewayServiceGrpc.newBlockingStub(service.admin());
    }

    /// A channel of a key with this role, for these tenants.
    Channel as(Role role, String... tenantIds) {
        return service.as(keys().createApiKey(CreateApiKeyRequest.newBuilder()
                        .setRequestId(requestId())
                        .setName("test")
                        .setRole(role)
                        .addAllTenantIds(List.of(tenantIds))
                        .build())
                .getSecret());
    }

    /// The tenant as a service acts on it now.
    TenantSnapshot snapshot(String tenantId) {
        return service.bean(SnapshotCodec.class)
                .decode(service.bean(Redis.class)
                        .get(SnapshotKeys.snapshot(tenantId))
                        .orElseThrow());
    }

    ApiKeyServiceGrpc.ApiKeyServiceBlockingStub keys() {
        return ApiKeyServiceGrpc.newBlockingStub(service.admin());
    }

    Tenant newTenant() {
        return tenants()
                .createTenant(CreateTenantRequest.newBuilder()
                        .setTenantId(Fixtures.tenantId())
                        .setRequestId(requestId())
                        .build())
                .getTenant();
    }

    Tenant tenant(String tenantId) {
        return tenants()
                .getTenant(GetTenantRequest.newBuilder().setTenantId(tenantId).build())
                .getTenant();
    }

    static SetEndpointRequest.Builder meta(String tenantId, String phoneNumberId) {
        return SetEndpointRequest.newBuilder()
                .setForce(true)
                .setTenantId(tenantId)
                .setRequestId(requestId())
                .setEndpointId("main")
                .setProvider(Provider.PROVIDER_META_CLOUD)
                .setApiUrl("http://127.0.0.1:8190/meta")
                .setPhoneNumberId(phoneNumberId);
    }

    static String requestId() {
        return Ids.next("req");
    }

    static Fault fault(ThrowingCallable call) {
        return FaultStatus.of(catchThrowableOfType(StatusRuntimeException.class, call));
    }

    @Override
    public void close() {
        service.close();
    }
}
