package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.meta;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.redis.Redis;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.DeleteEndpointRequest;
import dev.waypost.proto.config.v1.DeleteTenantRequest;
import dev.waypost.proto.config.v1.ListTenantsRequest;
import dev.waypost.proto.config.v1.RestoreTenantRequest;
import dev.waypost.proto.config.v1.ResumeTenantRequest;
import dev.waypost.proto.config.v1.SuspendTenantRequest;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantState;
import dev.waypost.proto.config.v1.UpdateTenantRequest;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class TenantDeletionTest {
    private static ConfigHarness config;

    @BeforeAll
    static void start() {
        // Nothing is purged here: other tests' workers on the same database wait for the settling time at least.
        config = new ConfigHarness(ServiceUnderTest.start(
                "config", Map.of("waypost.config.purge.after", "3d", "waypost.config.purge.settle", "1h")));
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    @Test
    void a_deleted_tenant_says_when_it_is_purged_and_every_service_sees_it() {
        Tenant tenant = config.newTenant();

        Tenant deleted = delete(tenant, false, false);

        assertThat(deleted.getState()).isEqualTo(TenantState.TENANT_STATE_DELETING);
        assertThat(Duration.ofSeconds(deleted.getPurgeTime().getSeconds()
                        - deleted.getUpdateTime().getSeconds()))
                .isBetween(
                        Duration.ofDays(3).minusMinutes(1), Duration.ofDays(3).plusMinutes(1));
        assertThat(config.service
                        .bean(SnapshotCodec.class)
                        .decode(config.service
                                .bean(Redis.class)
                                .get(SnapshotKeys.snapshot(tenant.getTenantId()))
                                .orElseThrow())
                        .state())
                .isEqualTo(dev.waypost.configclient.TenantState.DELETING);
        assertThat(config.tenants()
                        .listTenants(ListTenantsRequest.newBuilder()
                                .setState(TenantState.TENANT_STATE_DELETING)
                                .setQuery(tenant.getTenantId())
                                .build())
                        .getTenantsList())
                .containsExactly(deleted);
        assertThat(delete(deleted, false, false)).isEqualTo(deleted);
    }

    @Test
    void a_deleted_tenant_takes_no_change() {
        Tenant tenant = config.newTenant();
        String id = tenant.getTenantId();
        config.endpoints().setEndpoint(meta(id, Fixtures.phoneNumberId()).build());
        Tenant deleted = delete(config.tenant(id), true, false);

        List<Fault> refused = List.of(
                fault(() -> config.endpoints()
                        .setEndpoint(meta(id, Fixtures.phoneNumberId()).build())),
                fault(() -> config.endpoints()
                        .setEndpoint(meta(id, Fixtures.phoneNumberId())
                                .setCreateTenant(true)
                                .build())),
                fault(() -> config.endpoints()
                        .deleteEndpoint(DeleteEndpointRequest.newBuilder()
                                .setTenantId(id)
                                .setRequestId(ConfigHarness.requestId())
                                .build())),
                fault(() -> config.tenants()
                        .updateTenant(UpdateTenantRequest.newBuilder()
                                .setTenantId(id)
                                .setRequestId(ConfigHarness.requestId())
                                .setExpectedRevision(deleted.getRevision())
                                .setTenant(Tenant.newBuilder().setName("new"))
                                .setUpdateMask(FieldMask.newBuilder().addPaths("name"))
                                .build())),
                fault(() -> suspend(id)),
                fault(() -> config.hub()
                        .createProject(CreateProjectRequest.newBuilder()
                                .setRequestId(ConfigHarness.requestId())
                                .setTenantId(id)
                                .setUrl("http://127.0.0.1:8190/backend/one")
                                .build())),
                fault(() -> config.tenants()
                        .resumeTenant(ResumeTenantRequest.newBuilder()
                                .setTenantId(id)
                                .setRequestId(ConfigHarness.requestId())
                                .build())));

        assertThat(refused).extracting(Fault::reason).containsOnly(Reason.TENANT_DELETED);
        assertThat(config.tenant(id)).isEqualTo(deleted);
    }

    @Test
    void a_tenant_with_endpoints_is_deleted_only_by_force() {
        String id = config.newTenant().getTenantId();
        config.endpoints().setEndpoint(meta(id, Fixtures.phoneNumberId()).build());
        Tenant tenant = config.tenant(id);

        Fault inUse = fault(() -> delete(tenant, false, false));

        assertThat(inUse.reason()).isEqualTo(Reason.IN_USE);
        assertThat(inUse.metadata()).containsEntry("endpoint_ids", "main (ACTIVE)");
        assertThat(delete(tenant, true, false).getState()).isEqualTo(TenantState.TENANT_STATE_DELETING);
    }

    @Test
    void a_stale_deletion_is_refused() {
        Tenant tenant = config.newTenant();
        suspend(tenant.getTenantId());

        Fault stale = fault(() -> delete(tenant, true, false));

        assertThat(stale.reason()).isEqualTo(Reason.REVISION_CONFLICT);
        assertThat(stale.metadata())
                .containsEntry("expected_revision", Long.toString(tenant.getRevision()))
                .containsEntry("revision", Long.toString(tenant.getRevision() + 1));
    }

    @Test
    void a_restored_tenant_is_what_it_was() {
        Tenant tenant = suspend(config.newTenant().getTenantId());
        Tenant deleted = delete(tenant, false, false);

        Tenant restored = restore(tenant.getTenantId());

        assertThat(restored)
                .isEqualTo(tenant.toBuilder()
                        .setRevision(deleted.getRevision() + 1)
                        .setUpdateTime(restored.getUpdateTime())
                        .build());
        assertThat(restore(tenant.getTenantId())).isEqualTo(restored);
    }

    @Test
    void what_is_to_be_purged_at_once_cannot_be_restored() {
        Tenant soon = delete(config.newTenant(), false, false);

        Tenant now = delete(soon, false, true);

        assertThat(now.getPurgeTime().getSeconds())
                .isLessThan(soon.getPurgeTime().getSeconds());
        assertThat(fault(() -> restore(now.getTenantId())).reason()).isEqualTo(Reason.TENANT_NOT_FOUND);
    }

    @Test
    void the_id_of_a_deleted_tenant_is_taken_until_its_purge() {
        Tenant deleted = delete(config.newTenant(), false, false);

        Fault taken = fault(() -> config.tenants()
                .createTenant(CreateTenantRequest.newBuilder()
                        .setTenantId(deleted.getTenantId())
                        .setRequestId(ConfigHarness.requestId())
                        .build()));

        assertThat(taken.reason()).isEqualTo(Reason.ALREADY_EXISTS);
        assertThat(taken.text()).contains("restored");
        assertThat(java.time.Instant.parse(taken.metadata().get("purge_time")).getEpochSecond())
                .isEqualTo(deleted.getPurgeTime().getSeconds());
    }

    private static Tenant suspend(String tenantId) {
        return config.tenants()
                .suspendTenant(SuspendTenantRequest.newBuilder()
                        .setTenantId(tenantId)
                        .setRequestId(ConfigHarness.requestId())
                        .build())
                .getTenant();
    }

    private static Tenant delete(Tenant tenant, boolean force, boolean purgeNow) {
        return config.tenants()
                .deleteTenant(DeleteTenantRequest.newBuilder()
                        .setTenantId(tenant.getTenantId())
                        .setRequestId(ConfigHarness.requestId())
                        .setExpectedRevision(tenant.getRevision())
                        .setForce(force)
                        .setPurgeNow(purgeNow)
                        .build())
                .getTenant();
    }

    private static Tenant restore(String tenantId) {
        return config.tenants()
                .restoreTenant(RestoreTenantRequest.newBuilder()
                        .setTenantId(tenantId)
                        .setRequestId(ConfigHarness.requestId())
                        .build())
                .getTenant();
    }
}
