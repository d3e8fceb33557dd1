package dev.waypost.config.apikey;

import dev.waypost.config.ListedRows;
import dev.waypost.config.hub.Page;
import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.ServiceUnderTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How PostgreSQL finds a page among 100,000 API keys.
@DisplayNameGeneration(ReplaceUnderscores.class)
class ApiKeyPlansTest {
    private static ServiceUnderTest config;

    @BeforeAll
    static void start() {
        config = ServiceUnderTest.start("config", Map.of("waypost.db.url", Backends.freshDatabase()));
        ListedRows.fill(
                config.bean(Db.class),
                "INSERT INTO api_key (key_id, name, role, tenant_ids, hash, hint)"
                        + " SELECT 'key-' || lpad(i::text, 6, '0'), '', 'OPERATOR',"
                        + " ARRAY['tenant-' || i % 10000, 'tenant-' || i % 9999], decode(md5(i::text), 'hex'), ''"
                        + ListedRows.ROWS);
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    @ParameterizedTest(name = "[{0}]")
    @ValueSource(strings = {"", "tenant-7", "nobody"})
    void a_page_is_found_by_reading_about_a_page(String tenant) {
        for (String before : List.of("", "key-050000")) {
            var page = new Page(before, 50, tenant, Set.of());
            ListedRows.assertReadsAPage(
                    config.bean(Db.class), page, (sql, of) -> ApiKeyStore.query(sql, of.after(), of.tenantId()));
        }
    }
}
