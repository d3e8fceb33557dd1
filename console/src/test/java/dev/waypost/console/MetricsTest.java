package dev.waypost.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.proto.health.v1.ErrorCounts;
import dev.waypost.proto.health.v1.ExportFormat;
import dev.waypost.proto.health.v1.ExportMetricsRequest;
import dev.waypost.proto.health.v1.ExportMetricsResponse;
import dev.waypost.proto.health.v1.GetGlobalMetricsRequest;
import dev.waypost.proto.health.v1.GetGlobalMetricsResponse;
import dev.waypost.proto.health.v1.GetTenantMetricsRequest;
import dev.waypost.proto.health.v1.GetTenantMetricsResponse;
import dev.waypost.proto.health.v1.GetTimeSeriesRequest;
import dev.waypost.proto.health.v1.GetTimeSeriesResponse;
import dev.waypost.proto.health.v1.ListTenantMetricsRequest;
import dev.waypost.proto.health.v1.ListTenantMetricsResponse;
import dev.waypost.proto.health.v1.MessageCounts;
import dev.waypost.proto.health.v1.Metric;
import dev.waypost.proto.health.v1.Metrics;
import dev.waypost.proto.health.v1.Performance;
import dev.waypost.proto.health.v1.Point;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final Metrics NUMBERS = Metrics.newBuilder()
            .setTenantId("company-123")
            .setUptime(Duration.newBuilder().setSeconds(3600))
            .setMessages(
                    MessageCounts.newBuilder().setSent(145).setReceived(200).setFailed(5))
            .setErrors(ErrorCounts.newBuilder().setTotal(5).setRate(5 / 150.0).putByKind("TIMEOUT", 5))
            .setSuccessRate(145 / 150.0)
            .setPerformance(Performance.newBuilder()
                    .setDispatchMean(Duration.newBuilder().setNanos(12_300_000))
                    .setDispatchP50(Duration.newBuilder().setNanos(10_000_000))
                    .setDispatchP95(Duration.newBuilder().setNanos(20_000_000))
                    .setDispatchP99(Duration.newBuilder().setSeconds(2)))
            .build();
    private static ConsoleUnderTest console;

    @BeforeAll
    static void start() {
        console = new ConsoleUnderTest();
    }

    @AfterAll
    static void stop() {
        console.close();
    }

    @Test
    void a_companys_metrics_look_as_documented() {
        console.suite.mirror.answer(
                GetTenantMetricsRequest.class,
                _ -> GetTenantMetricsResponse.newBuilder().setMetrics(NUMBERS).build());

        var json = console.get("/api/whatsapp/metrics/company-123").json();

        assertThat(json.path("success").asBoolean()).isTrue();
        var metrics = json.path("metrics");
        assertThat(metrics.path("companyId").asText()).isEqualTo("company-123");
        assertThat(metrics.path("uptime").asLong()).isEqualTo(3_600_000);
        assertThat(metrics.at("/messages/sent").asInt()).isEqualTo(145);
        assertThat(metrics.at("/messages/received").asInt()).isEqualTo(200);
        assertThat(metrics.at("/messages/failed").asInt()).isEqualTo(5);
        assertThat(metrics.at("/errors/total").asInt()).isEqualTo(5);
        assertThat(metrics.at("/errors/rate").asText()).isEqualTo("3.33%");
        assertThat(metrics.at("/errors/breakdown/TIMEOUT").asInt()).isEqualTo(5);
        assertThat(metrics.at("/performance/dispatch/p99").asDouble()).isEqualTo(2000);
        assertThat(metrics.at("/performance/dispatch/mean").asDouble()).isEqualTo(12.3);
        assertThat(metrics.at("/performance/accept").isMissingNode()).isTrue();
    }

    @Test
    void global_metrics_and_all_companies_have_the_documented_structure() {
        console.suite.mirror.answer(
                GetGlobalMetricsRequest.class,
                _ -> GetGlobalMetricsResponse.newBuilder()
                        .setMetrics(NUMBERS)
                        .setActiveTenants(2)
                        .build());
        console.suite.mirror.answer(
                ListTenantMetricsRequest.class,
                _ -> ListTenantMetricsResponse.newBuilder()
                        .addMetrics(NUMBERS)
                        .addMetrics(NUMBERS.toBuilder().setTenantId("company-456"))
                        .setNextPageToken("more")
                        .build());

        var global = console.get("/api/whatsapp/metrics").json().path("metrics");
        var all = console.get("/api/whatsapp/metrics/companies/all?pageSize=2").json();

        assertThat(global.path("messagesSent").asInt()).isEqualTo(145);
        assertThat(global.at("/messages/sent").asInt()).isEqualTo(145);
        assertThat(global.path("activeCompanies").asInt()).isEqualTo(2);
        assertThat(all.at("/global/messagesReceived").asInt()).isEqualTo(200);
        assertThat(all.at("/companies/company-456/errors/rate").asText()).isEqualTo("3.33%");
        assertThat(all.path("nextPageToken").asText()).isEqualTo("more");
        assertThat(console.suite.mirror.asked(ListTenantMetricsRequest.class).getPageSize())
                .isEqualTo(2);
    }

    @Test
    void a_time_may_be_named_and_a_wrong_one_is_refused_with_its_name() {
        console.get("/api/whatsapp/metrics/acme?from=2026-03-01T00:00:00Z&until=2026-03-02T00:00:00Z");

        var range = console.suite.mirror.asked(GetTenantMetricsRequest.class).getRange();
        assertThat(range.getUntilTime().getSeconds() - range.getFromTime().getSeconds())
                .isEqualTo(86_400);
        var refused = console.get("/api/whatsapp/metrics?from=yesterday");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/violations/0/field").asText()).isEqualTo("from");
        var noId = console.get("/api/whatsapp/metrics/bad%20id");
        assertThat(noId.status()).isEqualTo(400);
        assertThat(noId.raw().body()).contains("Invalid company ID format");
    }

    @Test
    void series_without_a_metric_shows_what_everybody_looks_at_first() {
        console.suite.mirror.answer(
                GetTimeSeriesRequest.class,
                asked -> GetTimeSeriesResponse.newBuilder()
                        .setInterval(Duration.newBuilder().setSeconds(60))
                        .addPoints(Point.newBuilder()
                                .setTime(Timestamp.newBuilder().setSeconds(60))
                                .setValue(asked.getMetricValue()))
                        .build());

        var all = console.get("/api/whatsapp/metrics/timeseries?companyId=acme").json();
        var one = console.get("/api/whatsapp/metrics/timeseries?metric=dispatchTimeP99&interval=5m")
                .json();

        assertThat(all.at("/data/0/timestamp").asText()).isEqualTo("1970-01-01T00:01:00Z");
        assertThat(all.at("/data/0/messagesSent").asInt()).isEqualTo(1);
        assertThat(all.at("/data/0/errors").asInt()).isEqualTo(4);
        assertThat(one.at("/data/0/value").asInt()).isEqualTo(Metric.METRIC_DISPATCH_TIME_P99_VALUE);
        assertThat(one.path("interval").asInt()).isEqualTo(60_000);
        assertThat(console.suite
                        .mirror
                        .asked(GetTimeSeriesRequest.class)
                        .getInterval()
                        .getSeconds())
                .isEqualTo(300);
    }

    @Test
    void an_export_streams_what_the_service_writes() {
        console.suite.mirror.answer(
                ExportMetricsRequest.class,
                asked -> ExportMetricsResponse.newBuilder()
                        .setChunk(ByteString.copyFromUtf8("tenantId\nacme\n"))
                        .setContentType("text/csv; charset=utf-8")
                        .build());

        var answer = console.get("/api/whatsapp/metrics/export?format=csv");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Type")).startsWith("text/csv");
        assertThat(answer.raw().body()).isEqualTo("tenantId\nacme\n");
        assertThat(console.suite.mirror.asked(ExportMetricsRequest.class).getFormat())
                .isEqualTo(ExportFormat.EXPORT_FORMAT_CSV);
        console.suite.mirror.answer(ExportMetricsRequest.class, _ -> {
            throw Fault.of(Reason.TENANT_NOT_FOUND);
        });
        assertThat(console.get("/api/whatsapp/metrics/export?companyId=nobody").status())
                .isEqualTo(404);
    }
}
