package dev.waypost.config.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.db.Db;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Plans;
import dev.waypost.testkit.ServiceUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// How PostgreSQL finds a page among 300,000 changes.
@DisplayNameGeneration(ReplaceUnderscores.class)
class AuditPlansTest {
    private static final int ROWS = 300_000;
    private static final Mark MIDDLE = new Mark(Instant.parse("2026-01-02T12:00:00Z"), ROWS / 2);
    private static ServiceUnderTest config;

    @BeforeAll
    static void start() {
        config = ServiceUnderTest.start("config", Map.of("waypost.db.url", Backends.freshDatabase()));
        config.bean(Db.class).run(sql -> {
            sql.update("""
                    INSERT INTO change (tenant_id, action, resource, actor, request_id, created_time)
                    SELECT 'tenant-' || i %% 1000,
                           CASE WHEN i = 17 THEN 'project.mapped' WHEN i %% 2 = 0 THEN 'endpoint.set'
                                ELSE 'tenant.updated' END,
                           'endpoint/tenant-' || i %% 1000 || '/ep-' || i %% 3,
                           CASE WHEN i %% 100 = 0 THEN 'key-' || i %% 700 ELSE 'admin-key' END,
                           'req-' || i, timestamptz '2026-01-01' + i * interval '1 second'
                    FROM generate_series(1, %d) i""".formatted(ROWS));
            sql.update(
                    "INSERT INTO change_document (change_id, tenant_id, after) SELECT change_id, tenant_id, '{}' FROM change");
            sql.update("ANALYZE change");
            sql.update("ANALYZE change_document");
        });
    }

    @AfterAll
    static void stop() {
        config.close();
    }

    static Stream<Arguments> filters() {
        Instant day = Instant.parse("2026-01-02T00:00:00Z");
        return Stream.of(
                Arguments.of("all", filter("", "", "", "", "", null, null)),
                Arguments.of("a tenant", filter("tenant-7", "", "", "", "", null, null)),
                Arguments.of("a tenant's rare action", filter("tenant-7", "", "project.", "", "", null, null)),
                Arguments.of("a rare actor", filter("", "key-100", "", "", "", null, null)),
                Arguments.of("a busy actor", filter("", "admin-key", "", "", "", null, null)),
                Arguments.of("nobody", filter("", "nobody", "", "", "", null, null)),
                Arguments.of("a rare action", filter("", "", "project.", "", "", null, null)),
                Arguments.of("a busy action", filter("", "", "endpoint.", "", "", null, null)),
                Arguments.of("no action", filter("", "", "zzz", "", "", null, null)),
                Arguments.of("a resource", filter("", "", "", "endpoint/tenant-7/ep-1", "", null, null)),
                Arguments.of("a request", filter("", "", "", "", "req-99", null, null)),
                Arguments.of("times", filter("", "", "", "", "", day, day.plus(Duration.ofHours(1)))),
                Arguments.of("a tenant's day", filter("tenant-7", "", "", "", "", day, null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("filters")
    void no_page_is_found_by_reading_the_whole_audit(String name, ChangeFilter filter) {
        for (@Nullable Mark after : new Mark[] {null, MIDDLE}) {
            List<String> plan = config.bean(Db.class).read(sql -> {
                AuditStore.Query query = AuditStore.query(sql, filter, after, 51);
                // An index read from end to end would touch thousands.
                return Plans.readsLittle(
                        sql, 2000, query.text(), query.arguments().toArray());
            });

            assertThat(plan).as(name).noneMatch(line -> line.contains("Seq Scan on change"));
        }
    }

    private static ChangeFilter filter(
            String tenant,
            String actor,
            String prefix,
            String resource,
            String request,
            @Nullable Instant from,
            @Nullable Instant until) {
        return new ChangeFilter(tenant, Set.of(), actor, prefix, resource, request, from, until);
    }
}
