package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.meta;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.FieldMask;
import dev.waypost.configclient.EndpointRole;
import dev.waypost.configclient.SnapshotCodec;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.configclient.TenantSnapshot;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.redis.Redis;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.DeactivateEndpointRequest;
import dev.waypost.proto.config.v1.DeleteEndpointRequest;
import dev.waypost.proto.config.v1.Endpoint;
import dev.waypost.proto.config.v1.ListEndpointsRequest;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.SwitchEndpointRequest;
import dev.waypost.proto.config.v1.SwitchEndpointResponse;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.config.v1.UpdateTenantRequest;
import dev.waypost.testkit.Fixtures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EndpointRolesTest {
    private static ConfigHarness config;

    @BeforeAll
    static void start() {
        config = new ConfigHarness();
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    @Test
    void a_switch_moves_the_role_and_the_snapshot_follows() {
        String tenant = standby("a", "b");

        SwitchEndpointResponse switched = config.endpoints()
                .switchEndpoint(to(tenant, "b")
                        .setFromEndpointId("a")
                        .setCause("a test")
                        .build());

        assertThat(switched.getActive().getEndpointId()).isEqualTo("b");
        assertThat(switched.getPrevious().getEndpointId()).isEqualTo("a");
        assertThat(roles(tenant)).containsExactly("b ACTIVE", "a STANDBY");
        assertThat(snapshot(tenant).activeEndpoint().orElseThrow().id()).isEqualTo("b");
        assertThat(snapshot(tenant).revision()).isEqualTo(switched.getActive().getTenantRevision());
        assertThat(audit(tenant, "endpoint.switched"))
                .singleElement()
                .satisfies(row ->
                        assertThat(row).contains("\"a\"").contains("\"b\"").contains("a test"));
    }

    @Test
    void a_repeated_switch_changes_nothing() {
        String tenant = standby("a", "b");
        SwitchEndpointRequest request = to(tenant, "b").build();
        SwitchEndpointResponse first = config.endpoints().switchEndpoint(request);

        SwitchEndpointResponse again = config.endpoints().switchEndpoint(request);
        SwitchEndpointResponse anew =
                config.endpoints().switchEndpoint(to(tenant, "b").build());

        assertThat(again).isEqualTo(first);
        assertThat(anew.getActive().getRevision()).isEqualTo(first.getActive().getRevision());
        assertThat(revision(tenant)).isEqualTo(first.getActive().getTenantRevision());
    }

    @Test
    void a_switch_that_cannot_be_says_why_and_changes_nothing() {
        String tenant = standby("a", "b");
        String single = config.newTenant().getTenantId();
        config.endpoints()
                .setEndpoint(meta(single, Fixtures.phoneNumberId())
                        .setEndpointId("a")
                        .build());
        config.endpoints().deactivateEndpoint(deactivation(tenant, "b"));
        long before = revision(tenant);

        Fault stale = fault(() -> config.endpoints()
                .switchEndpoint(to(tenant, "b").setExpectedRevision(before - 1).build()));
        Fault unknown =
                fault(() -> config.endpoints().switchEndpoint(to(tenant, "c").build()));
        Fault other = fault(() -> config.endpoints()
                .switchEndpoint(to(tenant, "b").setFromEndpointId("b").build()));
        Fault unusable =
                fault(() -> config.endpoints().switchEndpoint(to(tenant, "b").build()));
        Fault one =
                fault(() -> config.endpoints().switchEndpoint(to(single, "a").build()));

        assertThat(stale.reason()).isEqualTo(Reason.REVISION_CONFLICT);
        assertThat(stale.metadata())
                .containsEntry("expected_revision", String.valueOf(before - 1))
                .containsEntry("revision", String.valueOf(before));
        assertThat(unknown.reason()).isEqualTo(Reason.ENDPOINT_NOT_FOUND);
        assertThat(unusable.reason()).isEqualTo(Reason.ENDPOINT_DISABLED);
        assertThat(other.violations()).extracting(Fault.Violation::field).containsExactly("from_endpoint_id");
        assertThat(one.violations().getFirst().description()).contains("SINGLE");
        assertThat(revision(tenant)).isEqualTo(before);
        assertThat(roles(tenant)).containsExactly("a ACTIVE", "b STANDBY off");
    }

    @Test
    void of_concurrent_switches_from_one_revision_exactly_one_wins() throws Exception {
        String tenant = standby("a", "b", "c", "d");
        for (int round = 0; round < 10; round++) {
            long expected = revision(tenant);
            String active = activeOf(tenant);
            List<Callable<String>> switches = new ArrayList<>();
            for (String to : List.of("a", "b", "c", "d")) {
                if (!to.equals(active)) {
                    switches.add(() -> Together.attempt(() -> config.endpoints()
                            .switchEndpoint(
                                    to(tenant, to).setExpectedRevision(expected).build())));
                }
            }

            List<String> answers = Together.all(switches);

            assertThat(answers).containsOnlyOnce("done").containsOnly("done", "REVISION_CONFLICT");
            assertThat(revision(tenant)).isEqualTo(expected + 1);
        }
    }

    @Test
    void at_no_revision_is_there_none_or_more_than_one_active() throws Exception {
        String tenant = standby("a", "b", "c");
        var done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<TenantSnapshot>> seen = threads.submit(() -> watch(tenant, done));
            List<Callable<String>> changes = new ArrayList<>();
            for (int i = 0; i < 120; i++) {
                changes.add(() -> change(tenant));
            }
            Together.all(changes);
            done.set(true);

            assertThat(seen.get())
                    .hasSizeGreaterThan(20)
                    .allSatisfy(snapshot -> assertThat(snapshot.endpoints())
                            .filteredOn(e -> e.role() == EndpointRole.ACTIVE)
                            .as("revision %d", snapshot.revision())
                            .hasSize(snapshot.endpoints().isEmpty() ? 0 : 1));
        }
    }

    @Test
    void the_database_itself_refuses_a_second_active_endpoint() {
        String tenant = standby("a", "b");

        assertThatThrownBy(() -> config.service
                        .bean(Db.class)
                        .run(sql -> sql.update("UPDATE endpoint SET role = 'ACTIVE' WHERE tenant_id = ?", tenant)))
                .hasMessageContaining("endpoint_one_active");
        assertThat(roles(tenant)).containsExactly("a ACTIVE", "b STANDBY");
    }

    @Test
    void deleting_the_active_one_promotes_the_next_usable_standby() {
        String tenant = standby("a", "b", "c");
        config.endpoints().deactivateEndpoint(deactivation(tenant, "b"));

        config.endpoints().deleteEndpoint(deletion(tenant, ""));

        assertThat(roles(tenant)).containsExactly("c ACTIVE", "b STANDBY off");
        assertThat(audit(tenant, "endpoint.promoted")).hasSize(1);
        Fault nobody = fault(() -> config.endpoints().deleteEndpoint(deletion(tenant, "c")));
        assertThat(nobody.reason()).isEqualTo(Reason.IN_USE);
        config.endpoints().deleteEndpoint(deletion(tenant, "b"));
        config.endpoints().deleteEndpoint(deletion(tenant, "c"));
        assertThat(roles(tenant)).isEmpty();
    }

    @Test
    void in_a_pool_all_are_active_and_one_that_is_meant_has_to_be_named() {
        String tenant = tenant(RoutingPolicy.ROUTING_POLICY_POOL, "a", "b");

        assertThat(roles(tenant)).containsExactly("a ACTIVE", "b ACTIVE");
        Fault unnamed = fault(() -> config.endpoints().deleteEndpoint(deletion(tenant, "")));
        assertThat(unnamed.violations()).extracting(Fault.Violation::field).containsExactly("endpoint_id");
        config.endpoints().deleteEndpoint(deletion(tenant, "a"));
        assertThat(roles(tenant)).containsExactly("b ACTIVE");
    }

    @Test
    void who_stood_by_carries_its_share_once_the_tenant_has_a_pool() {
        String tenant = standby("a", "b");

        config.tenants()
                .updateTenant(UpdateTenantRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(requestId())
                        .setExpectedRevision(revision(tenant))
                        .setTenant(Tenant.newBuilder()
                                .setPolicy(TenantPolicy.newBuilder().setRouting(RoutingPolicy.ROUTING_POLICY_POOL)))
                        .setUpdateMask(FieldMask.newBuilder().addPaths("policy.routing"))
                        .build());

        assertThat(roles(tenant)).containsExactly("a ACTIVE", "b ACTIVE");
    }

    @Test
    void a_place_that_does_not_fit_the_routing_is_refused() {
        String tenant = standby("a", "b");
        var active = dev.waypost.proto.config.v1.EndpointRole.ENDPOINT_ROLE_ACTIVE;
        var draining = dev.waypost.proto.config.v1.EndpointRole.ENDPOINT_ROLE_DRAINING;

        Fault second = fault(() -> config.endpoints()
                .setEndpoint(meta(tenant, Fixtures.phoneNumberId())
                        .setEndpointId("b")
                        .setRole(active)
                        .build()));
        Fault none = fault(() -> config.endpoints()
                .setEndpoint(meta(tenant, Fixtures.phoneNumberId())
                        .setEndpointId("a")
                        .setRole(draining)
                        .build()));

        assertThat(second.violations().getFirst().description()).contains("SwitchEndpoint");
        assertThat(none.violations().getFirst().description()).contains("SwitchEndpoint");
        assertThat(roles(tenant)).containsExactly("a ACTIVE", "b STANDBY");
    }

    @Test
    void priorities_order_the_standbys() {
        String tenant = standby("a", "b", "c");

        config.endpoints()
                .setEndpoint(meta(tenant, Fixtures.phoneNumberId())
                        .setEndpointId("b")
                        .setPriority(9)
                        .build());

        assertThat(roles(tenant)).containsExactly("a ACTIVE", "c STANDBY", "b STANDBY");
    }

    @Test
    void a_deactivated_endpoint_keeps_its_place_and_its_audit_says_what_changed() {
        String tenant = standby("a", "b");
        long before = revision(tenant);

        Endpoint off =
                config.endpoints().deactivateEndpoint(deactivation(tenant, "a")).getEndpoint();
        config.endpoints().deactivateEndpoint(deactivation(tenant, "a"));

        assertThat(off.getActive()).isFalse();
        assertThat(revision(tenant)).isEqualTo(before + 1);
        assertThat(roles(tenant)).containsExactly("a ACTIVE off", "b STANDBY");
        assertThat(audit(tenant, "endpoint.deactivated"))
                .singleElement()
                .satisfies(row -> assertThat(row).contains("\"active\": true").contains("\"active\": false"));
    }

    /// One random change; what it was refused with, if it was refused.
    private static String change(String tenant) {
        var random = ThreadLocalRandom.current();
        String id = String.valueOf((char) ('a' + random.nextInt(4)));
        return Together.attempt(() -> {
            switch (random.nextInt(6)) {
                case 0 ->
                    config.endpoints()
                            .setEndpoint(meta(tenant, Fixtures.phoneNumberId())
                                    .setEndpointId(id)
                                    .build());
                case 1 -> config.endpoints().deleteEndpoint(deletion(tenant, id));
                case 2 -> config.endpoints().deactivateEndpoint(deactivation(tenant, id));
                default -> config.endpoints().switchEndpoint(to(tenant, id).build());
            }
        });
    }

    /// Every state that can be seen from outside while `done` is false.
    private static List<TenantSnapshot> watch(String tenant, AtomicBoolean done) {
        List<TenantSnapshot> seen = new ArrayList<>();
        while (!done.get()) {
            seen.add(snapshot(tenant));
        }
        return seen;
    }

    private static String standby(String... ids) {
        return tenant(RoutingPolicy.ROUTING_POLICY_STANDBY, ids);
    }

    private static String tenant(RoutingPolicy routing, String... ids) {
        String tenant = Fixtures.tenantId();
        config.tenants()
                .createTenant(CreateTenantRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(requestId())
                        .setPolicy(TenantPolicy.newBuilder().setRouting(routing))
                        .build());
        for (String id : ids) {
            config.endpoints()
                    .setEndpoint(meta(tenant, Fixtures.phoneNumberId())
                            .setEndpointId(id)
                            .build());
        }
        return tenant;
    }

    private static SwitchEndpointRequest.Builder to(String tenant, String endpoint) {
        return SwitchEndpointRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(requestId())
                .setToEndpointId(endpoint)
                .setExpectedRevision(revision(tenant));
    }

    private static DeactivateEndpointRequest deactivation(String tenant, String endpoint) {
        return DeactivateEndpointRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(requestId())
                .setEndpointId(endpoint)
                .build();
    }

    private static DeleteEndpointRequest deletion(String tenant, String endpoint) {
        return DeleteEndpointRequest.newBuilder()
                .setTenantId(tenant)
                .setRequestId(requestId())
                .setEndpointId(endpoint)
                .build();
    }

    private static long revision(String tenant) {
        return config.service
                .bean(Db.class)
                .read(sql -> sql.one(
                                "SELECT revision FROM tenant WHERE tenant_id = ?",
                                row -> row.longValue("revision"),
                                tenant)
                        .orElseThrow());
    }

    private static String activeOf(String tenant) {
        return snapshot(tenant).activeEndpoint().orElseThrow().id();
    }

    private static List<String> roles(String tenant) {
        return config
                .endpoints()
                .listEndpoints(
                        ListEndpointsRequest.newBuilder().setTenantId(tenant).build())
                .getEndpointsList()
                .stream()
                .map(e -> e.getEndpointId() + " " + e.getRole().name().substring("ENDPOINT_ROLE_".length())
                        + (e.getActive() ? "" : " off"))
                .toList();
    }

    private static List<String> audit(String tenant, String action) {
        return config.service
                .bean(Db.class)
                .read(sql -> sql.list(
                        "SELECT concat(d.before, d.after, d.cause) AS text FROM change c"
                                + " JOIN change_document d USING (change_id) WHERE c.tenant_id = ? AND c.action = ?",
                        row -> row.string("text"),
                        tenant,
                        action));
    }

    private static TenantSnapshot snapshot(String tenant) {
        String raw = config.service
                .bean(Redis.class)
                .get(SnapshotKeys.snapshot(tenant))
                .orElseThrow();
        return config.service.bean(SnapshotCodec.class).decode(raw);
    }
}
