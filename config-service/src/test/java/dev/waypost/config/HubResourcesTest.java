package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.requestId;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.config.HubFace.Listed;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.RoutingPolicy;
import dev.waypost.proto.config.v1.TenantPolicy;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.testkit.Fixtures;
import io.grpc.Channel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What holds of every resource of the hub.
@DisplayNameGeneration(ReplaceUnderscores.class)
class HubResourcesTest {
    private static ConfigHarness config;
    private static HubFixture hub;
    private static Channel admin;

    @BeforeAll
    static void start() {
        config = new ConfigHarness();
        hub = new HubFixture(config);
        admin = config.service.admin();
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    @ParameterizedTest
    @EnumSource
    void it_is_made_changed_and_deleted(HubFace face) {
        String tenant = poolTenant();

        String id = face.create(hub, tenant);
        var made = face.get(admin, "", id);
        var changed = face.rename(admin, requestId(), id, 1, "Another name");
        var again = face.get(admin, tenant, id);
        face.delete(admin, id, 2);

        assertThat(made.revision()).isEqualTo(1);
        assertThat(changed.name()).isEqualTo("Another name");
        assertThat(changed.revision()).isEqualTo(2);
        assertThat(again).isEqualTo(changed);
        assertThat(fault(() -> face.get(admin, "", id)).reason()).isEqualTo(face.missing);
        assertThat(face.list(admin, tenant, 50, "").ids()).isEmpty();
        List<String> audited = config.service
                .bean(dev.waypost.platform.db.Db.class)
                .read(sql -> sql.list(
                        "SELECT action FROM change WHERE resource LIKE '%/' || ? ORDER BY change_id",
                        row -> row.string("action").replaceAll(".*\\.", ""), id));
        assertThat(audited).containsExactly("created", "updated", "deleted");
    }

    @ParameterizedTest
    @EnumSource
    void a_stale_revision_changes_and_deletes_nothing_and_both_revisions_are_named(HubFace face) {
        String id = face.create(hub, poolTenant());
        face.rename(admin, requestId(), id, 1, "second");

        Fault change = fault(() -> face.rename(admin, requestId(), id, 1, "third"));
        Fault deletion = fault(() -> face.delete(admin, id, 1));

        for (Fault stale : List.of(change, deletion)) {
            assertThat(stale.reason()).isEqualTo(Reason.REVISION_CONFLICT);
            assertThat(stale.metadata())
                    .containsEntry("expected_revision", "1")
                    .containsEntry("revision", "2")
                    .containsEntry(face.field, id);
        }
        assertThat(face.get(admin, "", id)).isEqualTo(new HubFace.Shown("second", 2));
    }

    @ParameterizedTest
    @EnumSource
    void deleting_without_a_revision_deletes_whatever_is_there(HubFace face) {
        String id = face.create(hub, poolTenant());
        face.rename(admin, requestId(), id, 1, "second");

        face.delete(admin, id, 0);

        assertThat(fault(() -> face.delete(admin, id, 0)).reason()).isEqualTo(face.missing);
    }

    @ParameterizedTest
    @EnumSource
    void the_same_request_answers_the_same_and_another_body_is_refused(HubFace face) {
        String id = face.create(hub, poolTenant());
        String request = requestId();

        var first = face.rename(admin, request, id, 1, "second");
        var repeated = face.rename(admin, request, id, 1, "second");
        Fault other = fault(() -> face.rename(admin, request, id, 1, "other"));

        assertThat(repeated).isEqualTo(first);
        assertThat(other.reason()).isEqualTo(Reason.REQUEST_ID_REUSED);
        assertThat(face.get(admin, "", id).revision()).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void a_foreign_one_answers_like_a_missing_one_and_is_not_listed(HubFace face) {
        String mine = poolTenant();
        String theirs = poolTenant();
        String own = face.create(hub, mine);
        String foreign = face.create(hub, theirs);
        String missing = Fixtures.id("none");
        Channel me = config.as(Role.ROLE_TENANT_READ, mine);

        Fault seen = fault(() -> face.get(me, mine, foreign));
        Fault absent = fault(() -> face.get(me, mine, missing));

        assertThat(face.get(me, mine, own).revision()).isEqualTo(1);
        assertThat(seen.reason()).isEqualTo(absent.reason()).isEqualTo(face.missing);
        assertThat(seen.text()).isEqualTo(absent.text());
        assertThat(seen.metadata().keySet()).isEqualTo(absent.metadata().keySet());
        assertThat(face.list(me, mine, 50, "").ids()).containsExactly(own);
        assertThat(fault(() -> face.list(me, theirs, 50, "")).reason()).isEqualTo(Reason.TENANT_NOT_FOUND);
        assertThat(fault(() -> face.get(admin, mine, foreign)).reason()).isEqualTo(face.missing);
    }

    @ParameterizedTest
    @EnumSource
    void pages_follow_each_other_without_gap_or_repetition(HubFace face) {
        String tenant = poolTenant();
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(face.create(hub, tenant));
        }

        List<String> found = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        String token = "";
        do {
            Listed page = face.list(admin, tenant, 2, token);
            found.addAll(page.ids());
            sizes.add(page.ids().size());
            token = page.next();
        } while (!token.isEmpty());

        assertThat(sizes).containsExactly(2, 2, 1);
        assertThat(found).containsExactlyInAnyOrderElementsOf(made);
    }

    /// A tenant that may have many endpoints.
    private static String poolTenant() {
        String tenant = Fixtures.tenantId();
        config.tenants()
                .createTenant(dev.waypost.proto.config.v1.CreateTenantRequest.newBuilder()
                        .setTenantId(tenant)
                        .setRequestId(requestId())
                        .setPolicy(TenantPolicy.newBuilder().setRouting(RoutingPolicy.ROUTING_POLICY_POOL))
                        .build());
        return tenant;
    }
}
