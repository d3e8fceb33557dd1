package dev.waypost.config.gateway;

import static dev.waypost.config.ListedRows.OWNER;
import static dev.waypost.config.ListedRows.ROWS;

import dev.waypost.config.ListedRows;
import dev.waypost.config.ListedRows.Listed;
import dev.waypost.config.hub.Page;
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

/// How PostgreSQL finds a page among 100,000 gateways and 100,000 codes, half of each one tenant's and half of the
/// codes one gateway's.
@DisplayNameGeneration(ReplaceUnderscores.class)
class GatewayPlansTest {
    private static ServiceUnderTest config;

    @BeforeAll
    static void start() {
        config = ServiceUnderTest.start("config", Map.of("waypost.db.url", Backends.freshDatabase()));
        ListedRows.fill(
                config.bean(Db.class),
                "INSERT INTO gateway (gateway_id, name, tenant_id, endpoint_id, word, word_key, active)"
                        + " SELECT 'gateway-' || lpad(i::text, 6, '0'), '', " + OWNER
                        + ", 'ep-' || i, 'join', 'join', true" + ROWS,
                "INSERT INTO gateway_code (gateway_id, code_key, code, tenant_id)"
                        + " SELECT 'gateway-' || lpad((CASE WHEN i % 3 > 0 THEN 1 ELSE i END)::text, 6, '0'), 'code-' || i,"
                        + " 'Code-' || i, " + OWNER + ROWS);
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    static Stream<Arguments> lists() {
        return Stream.concat(
                Stream.of("", "busy", "tenant-7")
                        .flatMap(tenant -> Stream.of(
                                Arguments.of("gateways", tenant, "gateway-050000", (Listed) GatewayStore::query),
                                codes("", tenant))),
                Stream.of(
                        codes("gateway-000001", ""), codes("gateway-000003", ""), codes("gateway-000001", "tenant-7")));
    }

    @ParameterizedTest(name = "{0} for {1}")
    @MethodSource("lists")
    void a_page_is_found_by_reading_about_a_page(String name, String tenant, String middle, Listed list) {
        for (String after : List.of("", middle)) {
            assertPage(new Page(after, 50, tenant, Set.of()), list);
            if (!tenant.isEmpty()) {
                assertPage(new Page(after, 50, "", Set.of(tenant, "tenant-8", "tenant-9")), list);
            }
        }
    }

    private static void assertPage(Page page, Listed list) {
        ListedRows.assertReadsAPage(config.bean(Db.class), page, list);
    }

    private static Arguments codes(String gateway, String tenant) {
        Listed list = (sql, page) -> CodeStore.query(sql, page, gateway);
        return Arguments.of("codes of " + gateway, tenant, "code-50000/gateway-000001", list);
    }
}
