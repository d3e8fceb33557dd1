package dev.waypost.config.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.config.Plans;
import dev.waypost.config.hub.Page;
import dev.waypost.config.hub.PageStore;
import dev.waypost.platform.db.Db;
import dev.waypost.platform.db.Sql;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.sql.SQLException;
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
/// codes
/// one gateway's.
@DisplayNameGeneration(ReplaceUnderscores.class)
class GatewayPlansTest {
    private static final String OWNER = "CASE WHEN i % 2 = 0 THEN 'busy' ELSE 'tenant-' || i / 2 % 10000 END";
    private static ServiceUnderTest config;

    private interface Listed {
        PageStore page(Sql sql, Page page) throws SQLException;
    }

    @BeforeAll
    static void start() {
        config = ServiceUnderTest.start("config", Map.of("waypost.db.url", Backends.freshDatabase()));
        Plans.fill(
                config.bean(Db.class),
                "INSERT INTO gateway (gateway_id, name, tenant_id, endpoint_id, word, word_key, active)"
                        + " SELECT 'gateway-' || lpad(i::text, 6, '0'), '', " + OWNER
                        + ", 'ep-' || i, 'join', 'join', true"
                        + " FROM generate_series(1, 100000) i",
                "INSERT INTO gateway_code (gateway_id, code_key, code, tenant_id)"
                        + " SELECT 'gateway-' || lpad((CASE WHEN i % 3 > 0 THEN 1 ELSE i END)::text, 6, '0'), 'code-' || i,"
                        + " 'Code-' || i, " + OWNER + " FROM generate_series(1, 100000) i");
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
        Plans.Source source = sql -> {
            PageStore query = list.page(sql, page);
            return new Plans.Statement(query.text(), query.arguments(page.limit()));
        };
        for (List<String> plan :
                List.of(Plans.once(config.bean(Db.class), source), Plans.anew(config.bean(Db.class), source))) {
            assertThat(Plans.blocks(plan)).as(String.join("\n", plan)).isLessThan(500);
        }
    }

    private static Arguments codes(String gateway, String tenant) {
        Listed list = (sql, page) -> CodeStore.query(sql, page, gateway);
        return Arguments.of("codes of " + gateway, tenant, "code-50000/gateway-000001", list);
    }
}
