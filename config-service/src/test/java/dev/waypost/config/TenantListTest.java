package dev.waypost.config;

import static dev.waypost.config.ConfigHarness.fault;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.config.v1.CreateApiKeyRequest;
import dev.waypost.proto.config.v1.CreateTenantRequest;
import dev.waypost.proto.config.v1.ListTenantsRequest;
import dev.waypost.proto.config.v1.SuspendTenantRequest;
import dev.waypost.proto.config.v1.Tenant;
import dev.waypost.proto.config.v1.TenantState;
import dev.waypost.proto.options.v1.Role;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/// On a database of its own: the plans are looked at with 100,000 tenants, and nobody else's are in the lists.
@DisplayNameGeneration(ReplaceUnderscores.class)
class TenantListTest {
    private static ConfigHarness config;

    @BeforeAll
    static void start() {
        config =
                new ConfigHarness(ServiceUnderTest.start("config", Map.of("waypost.db.url", Backends.freshDatabase())));
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    @Test
    void the_query_finds_id_or_name_in_any_case_and_takes_no_wildcards() {
        String mark = Fixtures.id("mark");
        create(mark + "-one", "Plain");
        create(Fixtures.tenantId(), "Größe ÄRZTE " + mark);
        create(Fixtures.tenantId(), "100% of " + mark + "_x");

        assertThat(ids(list(mark.toUpperCase(java.util.Locale.ROOT)))).hasSize(3);
        assertThat(list("ärzte " + mark))
                .singleElement()
                .satisfies(t -> assertThat(t.getName()).contains("ÄRZTE"));
        assertThat(list("100% of " + mark)).hasSize(1);
        assertThat(list("1%f " + mark)).isEmpty();
        assertThat(list(mark + "_")).hasSize(1);
        assertThat(list("\\")).isEmpty();
    }

    @Test
    void a_list_is_paged_filtered_by_state_and_its_token_fits_no_other_list() {
        String mark = Fixtures.id("paged");
        for (int i = 0; i < 5; i++) {
            create(mark + "-" + i, "t");
        }
        config.tenants()
                .suspendTenant(SuspendTenantRequest.newBuilder()
                        .setTenantId(mark + "-3")
                        .setRequestId(ConfigHarness.requestId())
                        .build());
        var request =
                ListTenantsRequest.newBuilder().setQuery(mark).setPageSize(2).setState(TenantState.TENANT_STATE_ACTIVE);

        var seen = new ArrayList<String>();
        String token = "";
        do {
            var page = config.tenants().listTenants(request.setPageToken(token).build());
            seen.addAll(ids(page.getTenantsList()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());
        String first =
                config.tenants().listTenants(request.setPageToken("").build()).getNextPageToken();

        assertThat(seen).containsExactly(mark + "-0", mark + "-1", mark + "-2", mark + "-4");
        assertThat(fault(() -> config.tenants()
                                .listTenants(ListTenantsRequest.newBuilder()
                                        .setPageToken(first)
                                        .build()))
                        .reason())
                .isEqualTo(Reason.PAGE_TOKEN_INVALID);
        assertThat(fault(() -> config.tenants()
                                .listTenants(ListTenantsRequest.newBuilder()
                                        .setStateValue(99)
                                        .build()))
                        .violations())
                .hasSize(1);
    }

    @Test
    void a_key_that_is_bound_to_tenants_sees_those_and_no_others() {
        String mine = config.newTenant().getTenantId();
        String alsoMine = config.newTenant().getTenantId();
        String other = config.newTenant().getTenantId();
        String key = config.keys()
                .createApiKey(CreateApiKeyRequest.newBuilder()
                        .setRequestId(ConfigHarness.requestId())
                        .setName("test")
                        .setRole(Role.ROLE_VIEWER)
                        .addTenantIds(mine)
                        .addTenantIds(alsoMine)
                        .build())
                .getSecret();
        var asTenant = config.tenants(config.service.as(key));

        assertThat(ids(asTenant.listTenants(ListTenantsRequest.getDefaultInstance())
                        .getTenantsList()))
                .containsExactlyInAnyOrder(mine, alsoMine);
        assertThat(asTenant.listTenants(
                                ListTenantsRequest.newBuilder().setQuery(other).build())
                        .getTenantsList())
                .isEmpty();
    }

    @Test
    void a_list_of_100_000_tenants_is_read_by_index() {
        var plans = new HashMap<String, String>();
        // Rolled back: nobody is told of these tenants, and no other test meets them.
        assertThatThrownBy(() -> config.service.bean(Db.class).run(sql -> {
                    sql.update("""
                            INSERT INTO tenant (tenant_id, name, policy, state)
                            SELECT 'plan-' || md5(i::text), 'Business ' || i, '{}',
                              CASE i WHEN 77777 THEN 'SUSPENDED' ELSE 'ACTIVE' END
                            FROM generate_series(1, 100000) i""");
                    sql.update("ANALYZE tenant");
                    plans.put("rare", plan(sql, "tenant_id > '' AND search LIKE lower('%BUSINESS 99999%')"));
                    plans.put("common", plan(sql, "tenant_id > '' AND search LIKE lower('%BUSINESS%')"));
                    plans.put("short", plan(sql, "tenant_id > '' AND search LIKE lower('%S%')"));
                    plans.put("state", plan(sql, "tenant_id > '' AND state = 'SUSPENDED'"));
                    plans.put("page", plan(sql, "tenant_id > 'plan-5'"));
                    throw new IllegalStateException("seen enough");
                }))
                .hasMessage("seen enough");

        assertThat(plans.get("rare")).contains("tenant_search").doesNotContain("Seq Scan");
        assertThat(plans.get("state")).contains("tenant_state").doesNotContain("Seq Scan");
        // What many have is found soonest in the order that it is shown in.
        assertThat(plans.get("common")).doesNotContain("tenant_search", "Seq Scan", "Sort");
        assertThat(plans.get("short")).doesNotContain("tenant_search", "Seq Scan", "Sort");
        // Both unique keys begin with the id.
        assertThat(plans.get("page")).containsPattern("tenant_(pkey|pooled)").doesNotContain("Seq Scan", "Sort");
    }

    @Test
    void however_often_one_searches_each_query_gets_a_plan_of_its_own() {
        for (int i = 0; i < 40; i++) {
            list("word " + i);
        }

        var db = config.service.bean(Db.class);
        for (int i = 0; i < 10; i++) {
            List<Long> shared = db.read(sql -> sql.list(
                    "SELECT generic_plans AS n FROM pg_prepared_statements WHERE statement LIKE 'SELECT * FROM tenant%search LIKE%'",
                    row -> row.longValue("n")));
            assertThat(shared).allMatch(uses -> uses == 0);
        }
    }

    private static String plan(Sql sql, String where) throws SQLException {
        return sql
                .list(
                        "EXPLAIN SELECT * FROM tenant WHERE " + where + " ORDER BY tenant_id LIMIT 51",
                        row -> row.string("QUERY PLAN"))
                .stream()
                .collect(Collectors.joining("\n"));
    }

    private static List<Tenant> list(String query) {
        return config.tenants()
                .listTenants(ListTenantsRequest.newBuilder().setQuery(query).build())
                .getTenantsList();
    }

    private static List<String> ids(List<Tenant> tenants) {
        return tenants.stream().map(Tenant::getTenantId).toList();
    }

    private static void create(String tenantId, String name) {
        config.tenants()
                .createTenant(CreateTenantRequest.newBuilder()
                        .setTenantId(tenantId)
                        .setRequestId(ConfigHarness.requestId())
                        .setName(name)
                        .build());
    }
}
