package dev.waypost.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.waypost.platform.db.Db;
import dev.waypost.proto.health.v1.AlertServiceGrpc;
import dev.waypost.proto.health.v1.AlertState;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc;
import dev.waypost.proto.health.v1.EndpointHealthServiceGrpc.EndpointHealthServiceBlockingStub;
import dev.waypost.proto.health.v1.FailoverServiceGrpc;
import dev.waypost.proto.health.v1.GetEndpointHealthCountsRequest;
import dev.waypost.proto.health.v1.HealthStatus;
import dev.waypost.proto.health.v1.ListAlertsRequest;
import dev.waypost.proto.health.v1.ListEndpointHealthRequest;
import dev.waypost.proto.health.v1.ListFailoversRequest;
import dev.waypost.proto.health.v1.ListServersRequest;
import dev.waypost.proto.health.v1.ListVerdictChangesRequest;
import dev.waypost.proto.health.v1.ServerServiceGrpc;
import dev.waypost.testkit.ServiceUnderTest;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// How much PostgreSQL touches for what pages, the overview and alerts ask of a hundred thousand endpoints, counted by
/// PostgreSQL itself over whole calls; after enough of them that it may have settled on a plan for all arguments.
class CountPlansTest {
    private static final int ENDPOINTS = 100_000;
    private static final int SERVERS = 200;
    private static final int PAGE = 50;
    /// A row is found in an index of a few levels; indexes and catalogs have a share of their own.
    private static final long PAGE_BLOCKS = 1000;
    private static final int CALLS = 12;
    private static final String LAST = "tenant-049999";
    private static ServiceUnderTest health;
    private static Db db;

    @BeforeAll
    static void start() {
        health = StillHealth.start();
        db = health.bean(Db.class);
        db.run(sql -> {
            sql.update("""
                    INSERT INTO endpoint_health (tenant_id, endpoint_id, check_interval_ms, status, lane, provider, role, server)
                    SELECT 'tenant-' || lpad((i / 2)::text, 6, '0'), 'ep-' || mod(i, 2), 30000,
                      CASE WHEN mod(i, 5000) = 0 THEN 'UNHEALTHY' WHEN mod(i, 5000) = 1 THEN 'DEGRADED' ELSE 'HEALTHY' END,
                      mod(i, 1024), 'WAHA', CASE WHEN mod(i, 2) = 0 THEN 'ACTIVE' ELSE 'STANDBY' END,
                      'waha-' || lpad((mod(i, ?))::text, 3, '0') || ':443'
                    FROM generate_series(0, ?) AS i""", SERVERS, ENDPOINTS - 1);
            sql.update("""
                    INSERT INTO endpoint_traffic
                    SELECT tenant_id, endpoint_id, floor(extract(epoch FROM now()) / 60)::bigint - m, 5, 0, 0, 0
                    FROM endpoint_health CROSS JOIN generate_series(0, 4) AS m WHERE role = 'ACTIVE'""");
            sql.update("""
                    INSERT INTO verdict_change (tenant_id, endpoint_id, status_before, status, cause, cause_kind)
                    SELECT tenant_id, endpoint_id, 'UNKNOWN', 'HEALTHY', '', 'NONE' FROM endpoint_health""");
            sql.update("""
                    INSERT INTO alert (tenant_id, alert_id, kind, subject, severity, state, summary)
                    SELECT tenant_id, 'alt_' || tenant_id || endpoint_id, 'ENDPOINT_UNHEALTHY', endpoint_id, 'WARNING',
                      CASE WHEN status = 'UNHEALTHY' THEN 'OPEN' ELSE 'CLEARED' END, 'it does not answer'
                    FROM endpoint_health""");
        });
        for (String table : List.of("endpoint_health", "endpoint_traffic", "verdict_change", "alert")) {
            db.statement(sql -> sql.update("VACUUM ANALYZE " + table));
        }
    }

    @AfterAll
    static void stop() {
        health.close();
    }

    @Test
    void no_page_reads_more_than_it_shows() {
        String deep =
                endpoints().listEndpointHealth(page().setPageSize(1000).build()).getNextPageToken();

        touches("endpoints", PAGE_BLOCKS, () -> list(page()));
        touches("endpoints further on", PAGE_BLOCKS, () -> list(page().setPageToken(deep)));
        touches("a tenant's endpoints", PAGE_BLOCKS, () -> list(page().setTenantId(LAST)));
        touches("a server's endpoints", PAGE_BLOCKS, () -> list(page().setServer("waha-199:443")));
        touches("what works", PAGE_BLOCKS, () -> list(page().setStatus(HealthStatus.HEALTH_STATUS_HEALTHY)));
        touches("what does not", PAGE_BLOCKS, () -> list(page().setStatus(HealthStatus.HEALTH_STATUS_UNHEALTHY)));
        touches(
                "a tenant's history",
                PAGE_BLOCKS,
                () -> endpoints()
                        .listVerdictChanges(ListVerdictChangesRequest.newBuilder()
                                .setTenantId(LAST)
                                .setPageSize(PAGE)
                                .build()));
        var failovers = FailoverServiceGrpc.newBlockingStub(health.admin());
        touches(
                "failovers",
                PAGE_BLOCKS,
                () -> failovers.listFailovers(
                        ListFailoversRequest.newBuilder().setPageSize(PAGE).build()));
    }

    @Test
    void no_page_of_alerts_reads_more_than_it_shows() {
        touches("alerts", PAGE_BLOCKS, () -> alerts(alertPage()));
        touches("open alerts", PAGE_BLOCKS, () -> alerts(alertPage().addStates(AlertState.ALERT_STATE_OPEN)));
        touches("a tenant's alerts", PAGE_BLOCKS, () -> alerts(alertPage().setTenantId("tenant-002500")));
        touches(
                "a tenant's open alerts",
                PAGE_BLOCKS,
                () -> alerts(alertPage().setTenantId("tenant-002500").addStates(AlertState.ALERT_STATE_OPEN)));
    }

    @Test
    void what_counts_all_endpoints_reads_each_of_them_once() {
        long table = blocks("endpoint_health");
        long traffic = blocks("endpoint_traffic");

        touches("a tenant's counts", PAGE_BLOCKS, () -> counts(LAST));
        touches("counts", table * 3 / 2, () -> counts(""));
        // A few of many, which no index finds.
        touches("degraded", table * 3 / 2, () -> list(page().setStatus(HealthStatus.HEALTH_STATUS_DEGRADED)));
        touches("servers", (table + traffic) * 2, () -> servers(""));
        // Two steps in indexes for each of its endpoints and their minutes.
        touches("one server", ENDPOINTS / SERVERS * 15L, () -> servers("waha-008:443"));
    }

    private static void touches(String what, long most, Runnable call) {
        for (int i = 0; i < CALLS; i++) {
            call.run();
        }
        long before = touched();
        call.run();
        assertThat(touched() - before).as(what).isLessThan(most);
    }

    /// Blocks, in the cache or not, by all that was done so far.
    private static long touched() {
        db.run(sql -> sql.one("SELECT 1 AS n FROM pg_stat_force_next_flush()", row -> row.intValue("n")));
        return number("SELECT blks_hit + blks_read AS n FROM pg_stat_database WHERE datname = current_database()");
    }

    private static long blocks(String table) {
        return number("SELECT relpages::bigint AS n FROM pg_class WHERE relname = '" + table + "'");
    }

    private static long number(String query) {
        return db.read(sql -> sql.one(query, row -> row.longValue("n"))).orElseThrow();
    }

    private static ListEndpointHealthRequest.Builder page() {
        return ListEndpointHealthRequest.newBuilder().setPageSize(PAGE);
    }

    private static void list(ListEndpointHealthRequest.Builder which) {
        assertThat(endpoints().listEndpointHealth(which.build()).getEndpointHealthCount())
                .isBetween(1, PAGE);
    }

    private static void counts(String tenant) {
        assertThat(endpoints()
                        .getEndpointHealthCounts(GetEndpointHealthCountsRequest.newBuilder()
                                .setTenantId(tenant)
                                .build())
                        .toString())
                .isNotEmpty();
    }

    private static void servers(String server) {
        assertThat(ServerServiceGrpc.newBlockingStub(health.admin())
                        .listServers(ListServersRequest.newBuilder()
                                .setServer(server)
                                .setPageSize(PAGE)
                                .build())
                        .getServersList())
                .isNotEmpty()
                .anySatisfy(one -> assertThat(one.getSentPerSecond()).isPositive());
    }

    private static EndpointHealthServiceBlockingStub endpoints() {
        return EndpointHealthServiceGrpc.newBlockingStub(health.admin());
    }

    private static ListAlertsRequest.Builder alertPage() {
        return ListAlertsRequest.newBuilder().setPageSize(PAGE);
    }

    private static void alerts(ListAlertsRequest.Builder which) {
        assertThat(AlertServiceGrpc.newBlockingStub(health.admin())
                        .listAlerts(which.build())
                        .getAlertsCount())
                .isBetween(1, PAGE);
    }
}
