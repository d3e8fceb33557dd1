package dev.waypost.health.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.redis.Redis;
import dev.waypost.platform.redis.RedisScript;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Tallies;
import dev.waypost.platform.tally.TallyFlush;
import dev.waypost.platform.tally.Timing;
import dev.waypost.proto.health.v1.ExportFormat;
import dev.waypost.proto.health.v1.ExportMetricsRequest;
import dev.waypost.proto.health.v1.GetGlobalMetricsRequest;
import dev.waypost.proto.health.v1.GetPerformanceRequest;
import dev.waypost.proto.health.v1.GetRateRequest;
import dev.waypost.proto.health.v1.GetTenantMetricsRequest;
import dev.waypost.proto.health.v1.GetTimeSeriesRequest;
import dev.waypost.proto.health.v1.ListTenantMetricsRequest;
import dev.waypost.proto.health.v1.Metric;
import dev.waypost.proto.health.v1.Metrics;
import dev.waypost.proto.health.v1.MetricsServiceGrpc;
import dev.waypost.proto.health.v1.MetricsServiceGrpc.MetricsServiceBlockingStub;
import dev.waypost.proto.health.v1.Point;
import dev.waypost.testkit.Backends;
import dev.waypost.testkit.Fixtures;
import dev.waypost.testkit.ServiceUnderTest;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MetricsServiceTest {
    private static ServiceUnderTest one;
    private static ServiceUnderTest two;

    private final String tenant = Fixtures.tenantId();

    @BeforeAll
    static void start() {
        String database = Backends.freshDatabase();
        one = service(database);
        two = service(database);
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
    }

    private static ServiceUnderTest service(String database) {
        return ServiceUnderTest.start(
                "health",
                Map.of(
                        "waypost.db.url",
                        database,
                        "waypost.health.probe.enabled",
                        "false",
                        "waypost.health.metric.enabled",
                        "false",
                        "waypost.tally.every",
                        "1h"));
    }

    @Test
    void counts_of_two_processes_are_one_number_for_tenant_and_platform() {
        long before = global().getMessages().getSent();
        count(one, "main", Count.SENT, 3);
        count(two, "main", Count.SENT, 4);
        count(two, "backup", Count.ERROR_AUTH, 1);
        count(one, "", Count.ACCEPTED, 7);
        flushAndRoll();

        Metrics metrics = tenantMetrics();
        assertThat(metrics.getMessages().getSent()).isEqualTo(7);
        assertThat(metrics.getMessages().getAccepted()).isEqualTo(7);
        assertThat(metrics.getErrors().getTotal()).isEqualTo(1);
        assertThat(metrics.getErrors().getByKindMap()).isEqualTo(Map.of("AUTH", 1L));
        assertThat(metrics.getErrors().getRate()).isEqualTo(1 / 8.0);
        assertThat(metrics.getIncomplete()).isFalse();
        assertThat(metrics.getEndpointsList())
                .anySatisfy(endpoint -> {
                    assertThat(endpoint.getEndpointId()).isEqualTo("main");
                    assertThat(endpoint.getSuccessRate()).isEqualTo(1);
                })
                .anySatisfy(endpoint -> {
                    assertThat(endpoint.getEndpointId()).isEqualTo("backup");
                    assertThat(endpoint.getSuccessRate()).isZero();
                });
        assertThat(global().getMessages().getSent()).isGreaterThanOrEqualTo(before + 7);
    }

    @Test
    void percentiles_tell_the_slow_from_the_mean() {
        for (int i = 0; i < 98; i++) {
            tally(one).took(Timing.DISPATCH, Duration.ofMillis(10).toNanos());
        }
        tally(one).took(Timing.DISPATCH, Duration.ofSeconds(2).toNanos());
        tally(one).took(Timing.DISPATCH, Duration.ofSeconds(2).toNanos());
        flushAndRoll();

        var times = api(one).getPerformance(
                        GetPerformanceRequest.newBuilder().setTenantId(tenant).build())
                .getPerformance();
        assertThat(millis(times.getDispatchP50())).isCloseTo(10, within(2L));
        assertThat(millis(times.getDispatchP95())).isCloseTo(10, within(2L));
        assertThat(millis(times.getDispatchP99())).isCloseTo(2000, within(250L));
        assertThat(millis(times.getDispatchMean())).isCloseTo(49, within(1L));
        assertThat(times.hasAcceptP99()).isFalse();
    }

    @Test
    void series_has_a_point_for_each_minute_and_rate_is_of_the_last() {
        count(one, "main", Count.RECEIVED, 60);
        flushAndRoll();

        var series = api(one).getTimeSeries(GetTimeSeriesRequest.newBuilder()
                .setTenantId(tenant)
                .setMetric(Metric.METRIC_MESSAGES_RECEIVED)
                .build());
        assertThat(series.getPointsCount()).isBetween(61, 62);
        assertThat(series.getInterval().getSeconds()).isEqualTo(60);
        assertThat(series.getPointsList().stream().mapToDouble(Point::getValue).sum())
                .isEqualTo(60);
        var hours = api(one).getTimeSeries(GetTimeSeriesRequest.newBuilder()
                .setTenantId(tenant)
                .setMetric(Metric.METRIC_MESSAGES_RECEIVED)
                .setInterval(com.google.protobuf.Duration.newBuilder().setSeconds(3600))
                .build());
        assertThat(hours.getPointsList().stream().mapToDouble(Point::getValue).sum())
                .isEqualTo(60);
        assertThat(api(one).getRate(
                                GetRateRequest.newBuilder().setTenantId(tenant).build())
                        .getReceivedPerSecond())
                .isBetween(0.0, 1.0);
    }

    @Test
    void tenants_are_listed_page_by_page() {
        List<String> names = List.of(tenant + "-a", tenant + "-b", tenant + "-c");
        names.forEach(name -> one.bean(Tallies.class).of(name, "main").add(Count.SENT));
        flushAndRoll();

        Map<String, Long> found = new HashMap<>();
        String token = "";
        do {
            var page = api(one).listTenantMetrics(ListTenantMetricsRequest.newBuilder()
                    .setPageSize(2)
                    .setPageToken(token)
                    .build());
            page.getMetricsList()
                    .forEach(metrics -> found.put(
                            metrics.getTenantId(), metrics.getMessages().getSent()));
            token = page.getNextPageToken();
        } while (!token.isEmpty());

        names.forEach(name -> assertThat(found).containsEntry(name, 1L));
        assertThat(found).doesNotContainKey("");
        assertThat(reasonOf(() -> api(one).listTenantMetrics(ListTenantMetricsRequest.newBuilder()
                        .setPageToken("bm9uc2Vuc2U")
                        .build())))
                .isEqualTo(Reason.PAGE_TOKEN_INVALID);
    }

    @Test
    void flushed_redis_loses_minutes_and_no_hour() {
        count(one, "main", Count.SENT, 5);
        flushAndRoll();
        // Any script runs in Redis: this one forgets everything.
        one.bean(Redis.class).eval(RedisScript.inline("redis.call('FLUSHALL') return 1"), List.of());
        count(one, "main", Count.SENT, 2);
        flushAndRoll();

        assertThat(tenantMetrics().getMessages().getSent()).isEqualTo(7);
    }

    @Test
    void batch_that_is_sent_or_read_again_counts_once() {
        count(one, "main", Count.SENT, 5);
        one.bean(TallyFlush.class).runOnce();
        one.bean(TallyFlush.class).runOnce();
        List<Thread> racers = new ArrayList<>();
        for (ServiceUnderTest service : List.of(one, two, one, two)) {
            racers.add(Thread.ofVirtual()
                    .start(() -> service.bean(RollUpWorker.class).runOnce()));
        }
        racers.forEach(MetricsServiceTest::join);
        flushAndRoll();

        assertThat(tenantMetrics().getMessages().getSent()).isEqualTo(5);
    }

    @Test
    void export_is_a_file_in_each_format() {
        count(one, "main", Count.SENT, 5);
        count(one, "main", Count.ERROR_RATE, 1);
        flushAndRoll();

        assertThat(export(ExportFormat.EXPORT_FORMAT_JSON))
                .contains("\"companies\":{\"" + tenant + "\":{\"messagesSent\":5,")
                .contains("\"rate\":\"16.67%\"");
        assertThat(export(ExportFormat.EXPORT_FORMAT_CSV))
                .startsWith("tenantId,endpointId,time,accepted,sent,")
                .contains("\n" + tenant + ",main,,0,5,");
        assertThat(export(ExportFormat.EXPORT_FORMAT_PROMETHEUS))
                .contains("waypost_tenant_messages_total{tenant=\"" + tenant + "\",kind=\"sent\"} 5\n");
    }

    private String export(ExportFormat format) {
        var text = new StringBuilder();
        api(one).exportMetrics(ExportMetricsRequest.newBuilder()
                        .setTenantId(tenant)
                        .setFormat(format)
                        .build())
                .forEachRemaining(piece -> text.append(piece.getChunk().toStringUtf8()));
        return text.toString();
    }

    private void count(ServiceUnderTest service, String endpoint, Count what, int times) {
        service.bean(Tallies.class).of(tenant, endpoint).add(what, times);
    }

    private dev.waypost.platform.tally.Tally tally(ServiceUnderTest service) {
        return service.bean(Tallies.class).of(tenant, "main");
    }

    private static void flushAndRoll() {
        one.bean(TallyFlush.class).runOnce();
        two.bean(TallyFlush.class).runOnce();
        one.bean(RollUpWorker.class).runOnce();
    }

    private Metrics tenantMetrics() {
        return api(two).getTenantMetrics(
                        GetTenantMetricsRequest.newBuilder().setTenantId(tenant).build())
                .getMetrics();
    }

    private static Metrics global() {
        return api(one).getGlobalMetrics(GetGlobalMetricsRequest.getDefaultInstance())
                .getMetrics();
    }

    private static long millis(com.google.protobuf.Duration time) {
        return time.getSeconds() * 1000 + time.getNanos() / 1_000_000;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Reason reasonOf(Runnable call) {
        return FaultStatus.of(
                        org.assertj.core.api.Assertions.catchThrowableOfType(StatusRuntimeException.class, call::run))
                .reason();
    }

    private static MetricsServiceBlockingStub api(ServiceUnderTest service) {
        return MetricsServiceGrpc.newBlockingStub(service.admin());
    }
}
