package dev.waypost.health.metric;

import com.google.protobuf.ByteString;
import dev.waypost.configclient.TenantSnapshots;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.grpc.Replies;
import dev.waypost.proto.health.v1.ExportFormat;
import dev.waypost.proto.health.v1.ExportMetricsRequest;
import dev.waypost.proto.health.v1.ExportMetricsResponse;
import dev.waypost.proto.health.v1.GetGlobalMetricsRequest;
import dev.waypost.proto.health.v1.GetGlobalMetricsResponse;
import dev.waypost.proto.health.v1.GetPerformanceRequest;
import dev.waypost.proto.health.v1.GetPerformanceResponse;
import dev.waypost.proto.health.v1.GetRateRequest;
import dev.waypost.proto.health.v1.GetRateResponse;
import dev.waypost.proto.health.v1.GetTenantMetricsRequest;
import dev.waypost.proto.health.v1.GetTenantMetricsResponse;
import dev.waypost.proto.health.v1.GetTimeSeriesRequest;
import dev.waypost.proto.health.v1.GetTimeSeriesResponse;
import dev.waypost.proto.health.v1.ListTenantMetricsRequest;
import dev.waypost.proto.health.v1.ListTenantMetricsResponse;
import dev.waypost.proto.health.v1.Metric;
import dev.waypost.proto.health.v1.MetricsServiceGrpc.MetricsServiceImplBase;
import dev.waypost.proto.health.v1.Point;
import dev.waypost.proto.health.v1.TimeRange;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The gRPC face of statistics.
@Singleton
public class MetricsApi extends MetricsServiceImplBase {
    private static final int DEFAULT_PAGE = 50;
    private static final int MOST_POINTS = 3000;
    private static final int MOST_CHUNK = 64 * 1024;

    private final Metrics metrics;
    private final TenantSnapshots snapshots;

    MetricsApi(Metrics metrics, TenantSnapshots snapshots) {
        this.metrics = metrics;
        this.snapshots = snapshots;
    }

    @Override
    public void getGlobalMetrics(GetGlobalMetricsRequest request, StreamObserver<GetGlobalMetricsResponse> observer) {
        Set<String> whose = Caller.current().tenants();
        Window window = window(request.getRange());
        Replies.reply(
                observer,
                GetGlobalMetricsResponse.newBuilder()
                        .setMetrics(wire(metrics.sum(whose, window), whose, request.getRange())
                                .setTenantId(""))
                        .setActiveTenants(metrics.activeTenants(whose, window))
                        .build());
    }

    @Override
    public void getTenantMetrics(GetTenantMetricsRequest request, StreamObserver<GetTenantMetricsResponse> observer) {
        Set<String> whose = Set.of(request.getTenantId());
        Summary sum = metrics.sum(whose, window(request.getRange()));
        if (sum.total().isEmpty()) {
            // Nothing was ever counted, or there is no such tenant.
            snapshots.get(request.getTenantId());
        }
        var wire = wire(sum, whose, request.getRange());
        sum.endpoints().forEach((id, numbers) -> wire.addEndpoints(MetricWire.endpoint(id, numbers)));
        Replies.reply(
                observer, GetTenantMetricsResponse.newBuilder().setMetrics(wire).build());
    }

    @Override
    public void listTenantMetrics(
            ListTenantMetricsRequest request, StreamObserver<ListTenantMetricsResponse> observer) {
        Set<String> among = Caller.current().tenants();
        String mark = Integer.toHexString(request.getRange().hashCode() * 31 + among.hashCode());
        String after = MetricPage.read(request.getPageToken(), mark);
        int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
        List<String> found = metrics.tenants(among, after, size + 1);
        List<String> page = found.subList(0, Math.min(size, found.size()));
        var answer = ListTenantMetricsResponse.newBuilder()
                .setNextPageToken(found.size() > size ? MetricPage.after(page.getLast(), mark) : "");
        metrics.each(page, window(request.getRange()))
                .values()
                .forEach(summary -> answer.addMetrics(wire(summary, Set.of(summary.tenantId()), request.getRange())));
        Replies.reply(observer, answer.build());
    }

    @Override
    public void getPerformance(GetPerformanceRequest request, StreamObserver<GetPerformanceResponse> observer) {
        Summary sum = metrics.sum(whose(request.getTenantId()), window(request.getRange()));
        Replies.reply(
                observer,
                GetPerformanceResponse.newBuilder()
                        .setPerformance(MetricWire.performance(sum.total()))
                        .build());
    }

    @Override
    public void getTimeSeries(GetTimeSeriesRequest request, StreamObserver<GetTimeSeriesResponse> observer) {
        Instant until = request.getRange().hasUntilTime() ? until(request.getRange()) : metrics.now();
        Instant from = request.getRange().hasFromTime() ? from(request.getRange()) : until.minus(Duration.ofHours(1));
        long length = Math.max(1, (request.getInterval().getSeconds() + 59) / 60);
        long points = Duration.between(from, until).toMinutes() / length;
        if (points > MOST_POINTS) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation(
                            "interval",
                            "value: " + length + " min, which makes " + points + " points (expected: at most "
                                    + MOST_POINTS + ")");
        }
        Set<String> whose = whose(request.getTenantId());
        Series series = metrics.series(whose, from, until, length);
        var answer = GetTimeSeriesResponse.newBuilder()
                .setInterval(MetricWire.duration(Duration.ofMinutes(series.length())))
                .setIncomplete(series.incomplete());
        double[] values = values(request.getMetric(), series, whose);
        for (int at = 0; at < values.length; at++) {
            long minute = series.start() + at * series.length();
            answer.addPoints(Point.newBuilder()
                    .setTime(MetricWire.time(Instant.ofEpochSecond(minute * 60)))
                    .setValue(values[at]));
        }
        Replies.reply(observer, answer.build());
    }

    private double[] values(Metric metric, Series series, Set<String> whose) {
        double[] values = series.points().stream()
                .mapToDouble(numbers -> MetricWire.value(metric, numbers))
                .toArray();
        if (metric == Metric.METRIC_SESSIONS_ACTIVE) {
            // Only changes are counted: what is connected now tells what was before each of them.
            double connected = metrics.connected(whose);
            for (int at = values.length - 1; at >= 0; at--) {
                double change = values[at];
                values[at] = Math.max(0, connected);
                connected -= change;
            }
        }
        return values;
    }

    @Override
    public void getRate(GetRateRequest request, StreamObserver<GetRateResponse> observer) {
        Summary minute = metrics.lastMinute(whose(request.getTenantId()));
        var wire = MetricWire.of(minute, 0);
        Replies.reply(
                observer,
                GetRateResponse.newBuilder()
                        .setSentPerSecond(wire.getMessages().getSent() / 60.0)
                        .setReceivedPerSecond(wire.getMessages().getReceived() / 60.0)
                        .setErrorRate(minute.total().errorRate())
                        .setIncomplete(minute.incomplete())
                        .build());
    }

    @Override
    public void exportMetrics(ExportMetricsRequest request, StreamObserver<ExportMetricsResponse> observer) {
        var call = (ServerCallStreamObserver<ExportMetricsResponse>) observer;
        var export = new MetricExport(metrics, whose(request.getTenantId()), window(request.getRange()));
        String type = type(request.getFormat());
        var chunk = new StringBuilder();
        switch (request.getFormat()) {
            case EXPORT_FORMAT_CSV -> export.csv(line -> push(call, chunk, line, type, false));
            case EXPORT_FORMAT_PROMETHEUS -> export.prometheus(line -> push(call, chunk, line, type, false));
            default -> export.json(line -> push(call, chunk, line, type, false));
        }
        push(call, chunk, "", type, true);
        if (!call.isCancelled()) {
            observer.onCompleted();
        }
    }

    /// Nothing is made for a reader who has gone.
    private static void push(
            ServerCallStreamObserver<ExportMetricsResponse> call,
            StringBuilder chunk,
            String line,
            String type,
            boolean last) {
        chunk.append(line);
        if (chunk.length() < MOST_CHUNK && !last) {
            return;
        }
        if (call.isCancelled()) {
            throw Fault.of(Reason.CANCELLED);
        }
        call.onNext(ExportMetricsResponse.newBuilder()
                .setChunk(ByteString.copyFrom(chunk.toString(), StandardCharsets.UTF_8))
                .setContentType(type)
                .build());
        chunk.setLength(0);
    }

    private static String type(ExportFormat format) {
        return switch (format) {
            case EXPORT_FORMAT_CSV -> "text/csv; charset=utf-8";
            case EXPORT_FORMAT_PROMETHEUS -> "text/plain; version=0.0.4; charset=utf-8";
            default -> "application/json";
        };
    }

    private dev.waypost.proto.health.v1.Metrics.Builder wire(Summary sum, Set<String> whose, TimeRange range) {
        var wire = MetricWire.of(sum, metrics.connected(whose))
                .setUptime(MetricWire.duration(metrics.uptime()))
                .setUntilTime(range.hasUntilTime() ? range.getUntilTime() : MetricWire.time(metrics.now()));
        return range.hasFromTime() ? wire.setFromTime(range.getFromTime()) : wire;
    }

    private Window window(TimeRange range) {
        @Nullable Instant from = MetricWire.from(range);
        @Nullable Instant until = MetricWire.until(range);
        if (from != null && until != null && !from.isBefore(until)) {
            throw Fault.of(Reason.FIELD_INVALID)
                    .violation(
                            "range.until_time", "value: " + until + " (expected: after range.from_time, " + from + ")");
        }
        return metrics.window(from, until);
    }

    private Instant from(TimeRange range) {
        window(range);
        return Instant.ofEpochSecond(range.getFromTime().getSeconds());
    }

    private Instant until(TimeRange range) {
        window(range);
        return Instant.ofEpochSecond(range.getUntilTime().getSeconds());
    }

    /// A key that is bound to tenants reads these, whether it names one or none.
    private static Set<String> whose(String tenantId) {
        return tenantId.isEmpty() ? Caller.current().tenants() : Set.of(tenantId);
    }
}
