package dev.waypost.console.metric;

import static dev.waypost.console.metric.MetricShapes.METRIC;

import com.google.protobuf.Duration;
import dev.waypost.console.edge.Answer;
import dev.waypost.console.edge.Download;
import dev.waypost.console.edge.Edge;
import dev.waypost.console.edge.Incoming;
import dev.waypost.console.edge.Peers;
import dev.waypost.console.edge.TenantId;
import dev.waypost.console.json.Json;
import dev.waypost.console.json.Times;
import dev.waypost.proto.health.v1.ExportMetricsRequest;
import dev.waypost.proto.health.v1.ExportMetricsResponse;
import dev.waypost.proto.health.v1.GetGlobalMetricsRequest;
import dev.waypost.proto.health.v1.GetPerformanceRequest;
import dev.waypost.proto.health.v1.GetRateRequest;
import dev.waypost.proto.health.v1.GetTenantMetricsRequest;
import dev.waypost.proto.health.v1.GetTimeSeriesRequest;
import dev.waypost.proto.health.v1.GetTimeSeriesResponse;
import dev.waypost.proto.health.v1.ListTenantMetricsRequest;
import dev.waypost.proto.health.v1.Metric;
import dev.waypost.proto.health.v1.MetricsServiceGrpc;
import dev.waypost.proto.health.v1.MetricsServiceGrpc.MetricsServiceBlockingStub;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.server.types.files.StreamedFile;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/// What happened, in numbers: of the platform, of a tenant, over time, as a file.
@Controller("/api/whatsapp/metrics")
@ExecuteOn(TaskExecutors.BLOCKING)
public final class MetricsController {
    private static final Map<Metric, String> SERIES = new TreeMap<>(Map.of(
            Metric.METRIC_MESSAGES_SENT, "messagesSent",
            Metric.METRIC_MESSAGES_RECEIVED, "messagesReceived",
            Metric.METRIC_MESSAGES_FAILED, "messagesFailed",
            Metric.METRIC_ERRORS, "errors"));

    private final Edge edge;
    private final Peers peers;
    private final InstantSource clock;

    MetricsController(Edge edge, Peers peers, InstantSource clock) {
        this.edge = edge;
        this.peers = peers;
        this.clock = clock;
    }

    @Get
    public HttpResponse<byte[]> global(HttpRequest<?> request) {
        return edge.answer(request, METRIC, in -> {
            var answer = metrics(in)
                    .getGlobalMetrics(in.query(METRIC, GetGlobalMetricsRequest.newBuilder())
                            .build());
            return answered(Json.object()
                    .put(
                            "metrics",
                            MetricJson.global(answer.getMetrics()).put("activeCompanies", answer.getActiveTenants())));
        });
    }

    @Get("/{tenantId}")
    public HttpResponse<byte[]> tenant(HttpRequest<?> request, String tenantId) {
        return edge.answer(request, METRIC, in -> {
            var asked = GetTenantMetricsRequest.newBuilder().setTenantId(TenantId.checked(tenantId, "companyId"));
            return answered(Json.object()
                    .put(
                            "metrics",
                            MetricJson.tenant(metrics(in)
                                    .getTenantMetrics(in.query(METRIC, asked).build())
                                    .getMetrics())));
        });
    }

    /// One page of tenants beside the sums of all, in the documented structure.
    @Get("/companies/all")
    public HttpResponse<byte[]> all(HttpRequest<?> request) {
        return edge.answer(request, METRIC, in -> {
            ListTenantMetricsRequest asked =
                    in.query(METRIC, ListTenantMetricsRequest.newBuilder()).build();
            var page = metrics(in).listTenantMetrics(asked);
            var global = metrics(in)
                    .getGlobalMetrics(GetGlobalMetricsRequest.newBuilder()
                            .setRange(asked.getRange())
                            .build());
            Map<String, Object> companies = new LinkedHashMap<>();
            page.getMetricsList()
                    .forEach(one -> companies.put(
                            one.getTenantId(), MetricJson.tenant(one).fields()));
            return answered(Json.object()
                    .put("count", companies.size())
                    .put("total", global.getActiveTenants())
                    .put("global", MetricJson.global(global.getMetrics()))
                    .put("companies", companies)
                    .put("nextPageToken", page.getNextPageToken()));
        });
    }

    @Get("/performance")
    public HttpResponse<byte[]> performance(HttpRequest<?> request) {
        return edge.answer(request, METRIC, in -> {
            GetPerformanceRequest asked =
                    in.query(METRIC, GetPerformanceRequest.newBuilder()).build();
            var times = metrics(in)
                    .getPerformance(asked.toBuilder()
                            .setTenantId(own(in, asked.getTenantId()))
                            .build());
            return answered(Json.object().put("performance", MetricJson.performance(times.getPerformance())));
        });
    }

    /// Without a metric, the four that everybody looks at first.
    @Get("/timeseries")
    public HttpResponse<byte[]> timeSeries(HttpRequest<?> request) {
        return edge.answer(request, METRIC, in -> {
            boolean named = request.getParameters().contains("metric");
            GetTimeSeriesRequest asked = in.query(
                            METRIC,
                            named
                                    ? GetTimeSeriesRequest.newBuilder()
                                    : GetTimeSeriesRequest.newBuilder().setMetric(Metric.METRIC_MESSAGES_SENT))
                    .build();
            Map<Metric, String> series = named ? Map.of(asked.getMetric(), "value") : SERIES;
            Map<String, Map<String, Object>> points = new LinkedHashMap<>();
            GetTimeSeriesResponse last = GetTimeSeriesResponse.getDefaultInstance();
            for (Map.Entry<Metric, String> one : series.entrySet()) {
                last = metrics(in)
                        .getTimeSeries(asked.toBuilder()
                                .setTenantId(own(in, asked.getTenantId()))
                                .setMetric(one.getKey())
                                .build());
                last.getPointsList().forEach(point -> {
                    String time = String.valueOf(Times.iso(true, point.getTime()));
                    points.computeIfAbsent(time, _ -> new LinkedHashMap<>(Map.of("timestamp", time)))
                            .put(one.getValue(), point.getValue());
                });
            }
            return answered(Json.object()
                    .put("metric", named ? request.getParameters().get("metric") : null)
                    .put("interval", millis(last.getInterval()))
                    .put("data", List.copyOf(points.values()))
                    .put("incomplete", last.getIncomplete()));
        });
    }

    @Get("/rate")
    public HttpResponse<byte[]> rate(HttpRequest<?> request) {
        return edge.answer(request, METRIC, in -> {
            GetRateRequest asked = in.query(METRIC, GetRateRequest.newBuilder()).build();
            var rate = metrics(in)
                    .getRate(asked.toBuilder()
                            .setTenantId(own(in, asked.getTenantId()))
                            .build());
            double all = rate.getSentPerSecond() + rate.getReceivedPerSecond();
            return answered(Json.object()
                    .put(
                            "rate",
                            Json.object()
                                    .put("sentPerSecond", rate.getSentPerSecond())
                                    .put("receivedPerSecond", rate.getReceivedPerSecond())
                                    .put("messagesPerSecond", all)
                                    .put("messagesPerMinute", all * 60)
                                    .put("errorRate", MetricJson.percent(rate.getErrorRate())))
                    .put("incomplete", rate.getIncomplete()));
        });
    }

    @Get("/export")
    @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_CSV, MediaType.TEXT_PLAIN, "application/problem+json"})
    public HttpResponse<?> export(HttpRequest<?> request) {
        return edge.stream(request, METRIC, in -> {
            ExportMetricsRequest asked =
                    in.query(METRIC, ExportMetricsRequest.newBuilder()).build();
            // The first piece is asked for here, so that a refusal is still an answer.
            var file = Download.begin(
                    metrics(in)
                            .withDeadlineAfter(1, TimeUnit.HOURS)
                            .exportMetrics(asked.toBuilder()
                                    .setTenantId(own(in, asked.getTenantId()))
                                    .build()),
                    ExportMetricsResponse.getDefaultInstance(),
                    ExportMetricsResponse::getChunk);
            String type = file.first().getContentType();
            MutableHttpResponse<Object> answer = HttpResponse.ok();
            return answer.body((Object)
                    new StreamedFile(file, MediaType.of(type.contains("/") ? type : MediaType.APPLICATION_JSON)));
        });
    }

    /// Who may see one tenant only means that one.
    private static String own(Incoming in, String named) {
        boolean bound = named.isEmpty() && in.caller().tenants().size() == 1;
        return bound ? in.caller().tenants().iterator().next() : named;
    }

    private Answer answered(Json what) {
        Json answer = Json.object().put("success", true);
        what.fields().forEach(answer::put);
        return Answer.ok(answer.put("timestamp", clock.instant().toString()));
    }

    private static long millis(Duration time) {
        return time.getSeconds() * 1000 + time.getNanos() / 1_000_000;
    }

    private MetricsServiceBlockingStub metrics(Incoming in) {
        return peers.health(in, MetricsServiceGrpc::newBlockingStub);
    }
}
