package dev.waypost.console.web.health;

import static dev.waypost.console.web.html.Attr.attr;
import static dev.waypost.console.web.html.Html.h;

import dev.waypost.console.edge.Peers;
import dev.waypost.console.web.frame.Chart;
import dev.waypost.console.web.frame.Figures;
import dev.waypost.console.web.frame.Link;
import dev.waypost.console.web.frame.Parts;
import dev.waypost.console.web.frame.Visit;
import dev.waypost.console.web.frame.Words;
import dev.waypost.console.web.html.Html;
import dev.waypost.proto.health.v1.GetPerformanceRequest;
import dev.waypost.proto.health.v1.GetRateRequest;
import dev.waypost.proto.health.v1.GetRateResponse;
import dev.waypost.proto.health.v1.GetTimeSeriesRequest;
import dev.waypost.proto.health.v1.Metric;
import dev.waypost.proto.health.v1.MetricsServiceGrpc;
import dev.waypost.proto.health.v1.MetricsServiceGrpc.MetricsServiceBlockingStub;
import dev.waypost.proto.health.v1.Performance;
import dev.waypost.proto.health.v1.Point;
import dev.waypost.proto.health.v1.TimeRange;
import io.grpc.StatusRuntimeException;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Rates, times and lines, of a tenant or of all. What health-service does not answer is left out.
@Singleton
public final class Statistics {
    private static final int PATIENCE_SECONDS = 2;

    private final Peers peers;

    Statistics(Peers peers) {
        this.peers = peers;
    }

    /// @param tenantId empty for all
    public List<Html> figures(Visit visit, String tenantId) {
        List<Html> figures = new ArrayList<>();
        figures.addAll(quietly(() -> rates(visit, tenantId)));
        figures.addAll(quietly(() -> times(visit, tenantId)));
        return figures;
    }

    /// The last hour in lines; nothing when there is nothing to draw.
    public Html lines(Visit visit, String tenantId) {
        List<Html> lines = new ArrayList<>();
        lines.addAll(quietly(() -> line(
                visit, tenantId, Metric.METRIC_MESSAGES_SENT, "Messages sent", " a minute", UnaryOperator.identity())));
        lines.addAll(quietly(() -> line(
                visit,
                tenantId,
                Metric.METRIC_ERROR_RATE,
                "Success",
                " %",
                share -> 100 * (1 - Math.clamp(share, 0, 1)))));
        lines.addAll(quietly(() -> line(
                visit,
                tenantId,
                Metric.METRIC_DISPATCH_TIME_P99,
                "To the provider, p99",
                " ms",
                UnaryOperator.identity())));
        return lines.isEmpty() ? Html.NONE : h("div.cards.lines", lines);
    }

    private List<Html> rates(Visit visit, String tenantId) {
        GetRateResponse rate = metrics(visit)
                .getRate(GetRateRequest.newBuilder().setTenantId(tenantId).build());
        boolean tried = rate.getSentPerSecond() > 0 || rate.getErrorRate() > 0;
        Link messages =
                tenantId.isEmpty() ? Link.to("messages") : Link.to("messages").with("tenant", tenantId);
        return List.of(
                Figures.of("Sent a second", Chart.shown(rate.getSentPerSecond()), "to providers", messages),
                Figures.of(
                        "Received a second",
                        Chart.shown(rate.getReceivedPerSecond()),
                        "webhooks",
                        Link.to("inbound", "events").with("tenant", tenantId)),
                Figures.of(
                        "Success",
                        tried
                                ? String.format(
                                        Locale.ROOT, "%.1f\u202f%%", 100 * (1 - Math.clamp(rate.getErrorRate(), 0, 1)))
                                : "–",
                        tried ? "of what was tried" : "nothing was tried",
                        messages.with("state", tenantId.isEmpty() ? "" : "FAILED")));
    }

    private List<Html> times(Visit visit, String tenantId) {
        Performance times = metrics(visit)
                .getPerformance(
                        GetPerformanceRequest.newBuilder().setTenantId(tenantId).build())
                .getPerformance();
        return List.of(
                time("Accepting, p99", times.hasAcceptP99(), times.getAcceptP99(), "of a send"),
                time("To the provider, p99", times.hasDispatchP99(), times.getDispatchP99(), "from accepted"),
                time("To projects, p99", times.hasDeliveryP99(), times.getDeliveryP99(), "from received"));
    }

    private static Html time(String label, boolean known, com.google.protobuf.Duration time, String note) {
        return Figures.of(label, known ? Words.length(Words.duration(time)) : "–", note);
    }

    /// How much of what a tenant may send within its window it sent in the latest one; nothing when nobody can say.
    ///
    /// @param limit messages within a window
    public List<Html> limit(Visit visit, String tenantId, int limit, Duration window) {
        Duration whole = Duration.ofMinutes(Math.max(1, (window.toSeconds() + 59) / 60));
        return quietly(() -> {
            double used =
                    points(visit, tenantId, Metric.METRIC_MESSAGES_ACCEPTED, whole.multipliedBy(2), whole).stream()
                            .mapToDouble(Point::getValue)
                            .max()
                            .orElse(0);
            // A window below a minute has its share of what is counted by minutes.
            double most = limit * ((double) whole.toSeconds() / Math.max(1, window.toSeconds()));
            return List.of(Figures.of(
                    "Limit in use",
                    String.format(Locale.ROOT, "%.0f\u202f%%", 100 * used / Math.max(1, most)),
                    Chart.shown(used) + " of " + Words.count(Math.round(most)) + " in " + Words.length(whole),
                    Link.to("tenants", tenantId, "settings")));
        });
    }

    private List<Point> points(Visit visit, String tenantId, Metric metric, Duration back, Duration interval) {
        return metrics(visit)
                .getTimeSeries(GetTimeSeriesRequest.newBuilder()
                        .setTenantId(tenantId)
                        .setMetric(metric)
                        .setRange(TimeRange.newBuilder()
                                .setFromTime(Words.timestamp(visit.now().minus(back))))
                        .setInterval(com.google.protobuf.Duration.newBuilder().setSeconds(interval.toSeconds()))
                        .build())
                .getPointsList();
    }

    private List<Html> line(
            Visit visit, String tenantId, Metric metric, String title, String unit, UnaryOperator<Double> shown) {
        List<Double> measured = points(visit, tenantId, metric, Duration.ofHours(1), Duration.ofMinutes(1)).stream()
                .map(Point::getValue)
                .toList();
        // No failure is only a success where something was tried.
        boolean silent = measured.stream().allMatch(value -> value == 0)
                && (metric != Metric.METRIC_ERROR_RATE || isSilent(visit, tenantId));
        List<Double> values = silent ? List.of() : measured.stream().map(shown).toList();
        return List.of(h(
                "section.card",
                attr("aria-label", title),
                h("h2", title),
                values.size() < 2
                        ? Parts.empty(
                                "Nothing to draw",
                                silent ? "Nothing was sent in the last hour." : "A line begins with its second minute.")
                        : Chart.of(title, values, unit, "an hour ago", "now")));
    }

    private boolean isSilent(Visit visit, String tenantId) {
        return points(visit, tenantId, Metric.METRIC_MESSAGES_SENT, Duration.ofHours(1), Duration.ofMinutes(1)).stream()
                .allMatch(point -> point.getValue() == 0);
    }

    private static List<Html> quietly(Supplier<List<Html>> work) {
        try {
            return work.get();
        } catch (StatusRuntimeException e) {
            return List.of();
        }
    }

    private MetricsServiceBlockingStub metrics(Visit visit) {
        return peers.of("health", visit.caller(), MetricsServiceGrpc::newBlockingStub)
                .withDeadlineAfter(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
