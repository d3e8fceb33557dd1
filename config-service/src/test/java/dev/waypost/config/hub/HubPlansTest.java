package dev.waypost.config.hub;

import static dev.waypost.config.ListedRows.OWNER;
import static dev.waypost.config.ListedRows.ROWS;

import dev.waypost.config.ListedRows;
import dev.waypost.config.ListedRows.Listed;
import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// How PostgreSQL finds a page of the hub's lists among 100,000 rows of each.
///
/// Half of all rows are one tenant's, the others have five each; some apps, accounts, numbers and projects have tens of
/// thousands of what most have one of.
@DisplayNameGeneration(ReplaceUnderscores.class)
class HubPlansTest {
    private static final String BUSY = "busy";
    private static final String SMALL = "tenant-7";
    /// Its first account has half of all apps, its first project a quarter of all mappings.
    private static final String DEEP = "tenant-0";

    private static ServiceUnderTest config;

    @BeforeAll
    static void start() {
        config = ServiceUnderTest.start("config", Map.of("waypost.db.url", Backends.freshDatabase()));
        ListedRows.fill(
                config.bean(Db.class),
                "INSERT INTO business_account (business_account_id, name, timezone, tenant_id) SELECT " + id("account")
                        + ", '', '', " + OWNER + ROWS,
                "INSERT INTO app (app_id, business_account_id, name) SELECT " + id("app")
                        + ", CASE WHEN i % 2 = 0 THEN 'account-000001' ELSE " + id("account") + " END, ''" + ROWS,
                "INSERT INTO phone_number (phone_number_id, app_id, display_number, name, tenant_id, active) SELECT "
                        + id("number") + ", CASE WHEN i % 3 = 0 THEN 'app-000001' ELSE " + id("app")
                        + " END, '+' || i, '', " + OWNER + ", true" + ROWS,
                "INSERT INTO project (project_id, tenant_id, name, url, description, headers, active, max_in_flight,"
                        + " timeout_millis, disabled_cause) SELECT i, " + OWNER + ", '', '', '', '{}', true, 0, 0,"
                        + " CASE WHEN i % 10 = 0 THEN 'ADMIN' WHEN i % 1000 = 3 THEN 'FAILING'"
                        + " WHEN i % 10000 = 1 THEN 'GONE' ELSE '' END" + ROWS,
                "INSERT INTO mapping (phone_number_id, project_id, priority) SELECT CASE i % 4 WHEN 0 THEN 'busy' WHEN 1"
                        + " THEN " + id("number") + " ELSE 'shared-' || i % 25000 END,"
                        + " CASE WHEN i % 4 = 1 THEN '1' ELSE i::text END, i % 5" + ROWS);
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    static Stream<Arguments> lists() {
        return Stream.of(
                        accounts(),
                        apps("", "", BUSY, SMALL, DEEP),
                        apps("account-000001", ""),
                        apps("account-000015", "", SMALL),
                        numbers("", "", BUSY, SMALL),
                        numbers("app-000001", "", SMALL),
                        numbers("app-000002", ""),
                        projects("", Set.of(), "", BUSY, SMALL),
                        projects("shared-2", Set.of(), "", BUSY, SMALL),
                        projects("", Set.of("ADMIN"), "", BUSY, SMALL),
                        projects("", Set.of("FAILING", "GONE"), "", SMALL),
                        mappings("", "", "", SMALL, DEEP),
                        mappings("busy", "", "", BUSY),
                        mappings("shared-2", "", "", SMALL),
                        mappings("", "1", "", DEEP),
                        mappings("", "15", "", SMALL))
                .flatMap(list -> list);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lists")
    void a_page_is_found_by_reading_about_a_page(String name, Page first, String middle, Listed list) {
        for (String after : List.of("", middle)) {
            var page = new Page(after, first.size(), first.tenantId(), first.visible());
            ListedRows.assertReadsAPage(config.bean(Db.class), page, list);
        }
    }

    private static Stream<Arguments> accounts() {
        return Stream.of("", BUSY, SMALL)
                .flatMap(tenant -> of("accounts", tenant, "account-050000", AccountStore::query));
    }

    private static Stream<Arguments> apps(String account, String... tenants) {
        return Stream.of(tenants)
                .filter(tenant -> !tenant.equals(BUSY))
                .flatMap(tenant -> of(
                        "apps of " + account, tenant, "app-050000", (sql, page) -> AppStore.query(sql, page, account)));
    }

    private static Stream<Arguments> numbers(String app, String... tenants) {
        return Stream.of(tenants)
                .flatMap(tenant -> of(
                        "numbers of " + app,
                        tenant,
                        "number-050000",
                        (sql, page) -> NumberStore.query(sql, page, app)));
    }

    private static Stream<Arguments> projects(String number, Set<String> causes, String... tenants) {
        return Stream.of(tenants)
                .flatMap(tenant -> of(
                        "projects of " + number + causes,
                        tenant,
                        "50000",
                        (sql, page) -> ProjectStore.query(sql, page, number, causes)));
    }

    private static Stream<Arguments> mappings(String number, String project, String... tenants) {
        String middle = number.isEmpty() ? "number-050001/1/1" : number + "/2/50000";
        return Stream.of(tenants)
                .flatMap(tenant -> of(
                        "mappings of " + number + project,
                        tenant,
                        middle,
                        (sql, page) -> MappingStore.query(sql, page, number, project)));
    }

    /// For callers of all tenants, and for one of a few.
    private static Stream<Arguments> of(String list, String tenant, String middle, Listed query) {
        if (tenant.isEmpty()) {
            return Stream.of(Arguments.of(list, new Page("", 50, "", Set.of()), middle, query));
        }
        var few = Set.of(tenant, "tenant-8", "tenant-9");
        return Stream.of(
                Arguments.of(list + " for " + tenant, new Page("", 50, tenant, Set.of()), middle, query),
                Arguments.of(list + " for " + few, new Page("", 50, "", few), middle, query));
    }

    private static String id(String kind) {
        return "'" + kind + "-' || lpad(i::text, 6, '0')";
    }
}
