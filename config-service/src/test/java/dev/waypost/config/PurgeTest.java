package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static dev.waypost.config.ConfigHarness.meta;
import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.config.purge.PurgeWorker;
import dev.waypost.configclient.SnapshotKeys;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.redis.Redis;
import dev.waypost.proto.config.v1.CreateApiKeyRequest;
import dev.waypost.proto.config.v1.CreateApiKeyResponse;
import dev.waypost.proto.config.v1.CreateAppRequest;
import dev.waypost.proto.config.v1.CreateBusinessAccountRequest;
import dev.waypost.proto.config.v1.CreatePhoneNumberRequest;
import dev.waypost.proto.config.v1.CreateProjectRequest;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.DeleteTenantRequest;
import dev.waypost.proto.config.v1.ListTenantsRequest;
import dev.waypost.proto.config.v1.MapProjectRequest;
import dev.waypost.proto.config.v1.RestoreTenantRequest;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PurgeTest {
    private static final PurgePeer SEND = new PurgePeer();
    private static final PurgePeer INGRESS = new PurgePeer();
    private static final PurgePeer HEALTH = new PurgePeer();
    private static ConfigHarness config;

    @BeforeAll
    static void start() {
        config = new ConfigHarness(ServiceUnderTest.start(
                "config",
                Map.of(
                        "waypost.db.url", Backends.freshDatabase(),
                        "waypost.config.purge.settle", "0s",
                        "waypost.config.purge.pause", "1h",
                        "waypost.config.purge.retry", "1ms",
                        "waypost.config.purge.batch-size", "2",
                        "waypost.config.request.batch-size", "2",
                        "waypost.peers.send", SEND.address(),
                        "waypost.peers.ingress", INGRESS.address(),
                        "waypost.peers.health", HEALTH.address())));
    }

    @AfterAll
    static void stop() {
        config.close();
        SEND.close();
        INGRESS.close();
        HEALTH.close();
    }

    @BeforeEach
    void everybodyAnswers() {
        SEND.refuses = false;
    }

    @Test
    void a_purge_erases_everything_everywhere_but_who_did_what_when() {
        String id = furnished();
        SEND.rows.put(id, 25);
        INGRESS.rows.put(id, 10);
        long changes = count("SELECT count(*) AS n FROM change WHERE tenant_id = ?", id);
        delete(id);

        purgeOnce();

        assertThat(SEND.rows.get(id)).isZero();
        assertThat(INGRESS.rows.get(id)).isZero();
        assertThat(HEALTH.rows).containsKey(id);
        for (String table : tablesWithTenants()) {
            if (!table.equals("change")) {
                assertThat(count("SELECT count(*) AS n FROM " + table + " WHERE tenant_id = ?", id))
                        .as(table)
                        .isZero();
            }
        }
        assertThat(count("SELECT count(*) AS n FROM request WHERE scope = ?", id))
                .isZero();
        assertThat(count("SELECT count(*) AS n FROM mapping m WHERE m::text LIKE '%' || ? || '%'", id))
                .isZero();
        assertThat(count("SELECT count(*) AS n FROM app a WHERE a.app_id = 'app-' || ?", id))
                .isZero();
        assertThat(count("SELECT count(*) AS n FROM change WHERE tenant_id = ?", id))
                .isGreaterThan(changes);
        assertThat(count("SELECT count(*) AS n FROM change WHERE tenant_id = ? AND action = 'tenant.purged'", id))
                .isEqualTo(1);
        Awaitility.await()
                .untilAsserted(() -> assertThat(config.service.bean(Redis.class).get(SnapshotKeys.snapshot(id)))
                        .isEmpty());
        assertThat(fault(() -> config.tenant(id)).reason()).isEqualTo(Reason.TENANT_NOT_FOUND);
    }

    @Test
    void the_id_can_be_used_again_and_goes_on_above_every_revision_that_was_seen() {
        String id = furnished();
        Tenant deleted = delete(id);
        purgeOnce();

        Tenant again = config.tenants()
                .createTenant(CreateTenantRequest.newBuilder()
                        .setTenantId(id)
                        .setRequestId(ConfigHarness.requestId())
                        .build())
                .getTenant();

        assertThat(again.getRevision()).isGreaterThan(deleted.getRevision() + 1);
        assertThat(again.getLabelsMap()).isEmpty();
        Awaitility.await()
                .untilAsserted(() -> assertThat(config.snapshot(id).revision()).isEqualTo(again.getRevision()));
    }

    @Test
    void while_a_service_does_not_answer_nothing_here_is_erased_and_then_it_goes_on() {
        String id = furnished();
        SEND.rows.put(id, 5);
        SEND.refuses = true;
        delete(id);

        purgeOnce();

        assertThat(config.tenant(id).getTenantId()).isEqualTo(id);
        assertThat(count("SELECT count(*) AS n FROM endpoint WHERE tenant_id = ?", id))
                .isEqualTo(1);
        assertThat(count("SELECT count(*) AS n FROM purge WHERE tenant_id = ? AND last_cause = 'IN_USE send'", id))
                .isEqualTo(1);
        assertThat(fault(() -> config.tenants()
                                .restoreTenant(RestoreTenantRequest.newBuilder()
                                        .setTenantId(id)
                                        .setRequestId(ConfigHarness.requestId())
                                        .build()))
                        .reason())
                .isEqualTo(Reason.TENANT_NOT_FOUND);

        SEND.refuses = false;
        Awaitility.await().untilAsserted(() -> {
            purgeOnce();
            assertThat(count("SELECT count(*) AS n FROM tenant WHERE tenant_id = ?", id))
                    .isZero();
        });
        assertThat(SEND.rows.get(id)).isZero();
    }

    @Test
    void a_purge_whose_process_was_killed_is_taken_over_when_its_lease_ends_and_not_before() {
        String id = furnished();
        delete(id);
        config.service.bean(Db.class).run(sql -> {
            sql.update(
                    "INSERT INTO purge (tenant_id, lease_owner, lease_until) VALUES (?, 'killed', now() + interval '1 h')",
                    id);
            // It had begun here.
            sql.update("DELETE FROM change_document WHERE tenant_id = ?", id);
        });

        purgeOnce();
        assertThat(config.tenant(id).getTenantId()).isEqualTo(id);

        config.service
                .bean(Db.class)
                .run(sql -> sql.update("UPDATE purge SET lease_until = now() WHERE tenant_id = ?", id));
        purgeOnce();
        assertThat(count("SELECT count(*) AS n FROM tenant WHERE tenant_id = ?", id))
                .isZero();
        assertThat(count("SELECT count(*) AS n FROM purge WHERE tenant_id = ?", id))
                .isZero();
    }

    @Test
    void a_tenant_that_can_still_be_restored_is_left_alone() {
        Tenant tenant = config.newTenant();
        config.tenants()
                .deleteTenant(DeleteTenantRequest.newBuilder()
                        .setTenantId(tenant.getTenantId())
                        .setRequestId(ConfigHarness.requestId())
                        .setExpectedRevision(tenant.getRevision())
                        .build());

        purgeOnce();

        assertThat(config.tenant(tenant.getTenantId()).getTenantId()).isEqualTo(tenant.getTenantId());
    }

    @Test
    void a_key_of_the_tenant_alone_goes_and_never_becomes_a_key_for_all() {
        String id = furnished();
        String other = config.newTenant().getTenantId();
        CreateApiKeyResponse alone = key(id);
        CreateApiKeyResponse shared = key(id, other);
        delete(id);

        purgeOnce();

        assertThat(fault(() -> config.tenants(config.service.as(alone.getSecret()))
                                .listTenants(ListTenantsRequest.getDefaultInstance()))
                        .reason())
                .isEqualTo(Reason.CALLER_UNKNOWN);
        assertThat(config.tenants(config.service.as(shared.getSecret()))
                        .listTenants(ListTenantsRequest.getDefaultInstance())
                        .getTenantsList())
                .extracting(Tenant::getTenantId)
                .containsExactly(other);
    }

    @Test
    void answers_are_forgotten_when_they_are_old_and_not_before() {
        String old = config.newTenant().getTenantId();
        String fresh = config.newTenant().getTenantId();
        config.service
                .bean(Db.class)
                .run(sql ->
                        sql.update("UPDATE request SET created_time = now() - interval '8 days' WHERE scope = ?", old));

        int forgotten = config.service.bean(PurgeWorker.class).pruneOnce();

        assertThat(forgotten).isPositive();
        assertThat(count("SELECT count(*) AS n FROM request WHERE scope = ?", old))
                .isZero();
        assertThat(count("SELECT count(*) AS n FROM request WHERE scope = ?", fresh))
                .isEqualTo(1);
    }

    /// A tenant that has one of everything.
    private static String furnished() {
        String id = config.newTenant().getTenantId();
        String number = Fixtures.phoneNumberId();
        config.hub()
                .createBusinessAccount(CreateBusinessAccountRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setBusinessAccountId("waba-" + id)
                        .setTenantId(id)
                        .build());
        config.hub()
                .createApp(CreateAppRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setAppId("app-" + id)
                        .setBusinessAccountId("waba-" + id)
                        .setAppSecret("hub-app-secret")
                        .build());
        config.hub()
                .createPhoneNumber(CreatePhoneNumberRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setPhoneNumberId(number)
                        .setAppId("app-" + id)
                        .setTenantId(id)
                        .build());
        config.endpoints().setEndpoint(meta(id, number).setAppId("app-" + id).build());
        String project = config.hub()
                .createProject(CreateProjectRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setTenantId(id)
                        .setUrl("http://127.0.0.1:8190/backend/one")
                        .build())
                .getProject()
                .getProjectId();
        config.hub()
                .mapProject(MapProjectRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setPhoneNumberId(number)
                        .setProjectId(project)
                        .build());
        return id;
    }

    private static Tenant delete(String id) {
        return config.tenants()
                .deleteTenant(DeleteTenantRequest.newBuilder()
                        .setTenantId(id)
                        .setRequestId(ConfigHarness.requestId())
                        .setExpectedRevision(config.tenant(id).getRevision())
                        .setForce(true)
                        .setPurgeNow(true)
                        .build())
                .getTenant();
    }

    private static void purgeOnce() {
        config.service.bean(PurgeWorker.class).runOnce();
    }

    private static CreateApiKeyResponse key(String... tenants) {
        return config.keys()
                .createApiKey(CreateApiKeyRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setName("test")
                        .setRole(Role.ROLE_VIEWER)
                        .addAllTenantIds(List.of(tenants))
                        .build());
    }

    private static List<String> tablesWithTenants() {
        return config.service
                .bean(Db.class)
                .read(sql -> sql.list(
                        "SELECT table_name FROM information_schema.columns"
                                + " WHERE table_schema = 'config' AND column_name = 'tenant_id'",
                        row -> row.string("table_name")));
    }

    private static long count(String statement, Object... arguments) {
        return config.service
                .bean(Db.class)
                .read(sql -> sql.one(statement, row -> row.longValue("n"), arguments))
                .orElseThrow();
    }
}
