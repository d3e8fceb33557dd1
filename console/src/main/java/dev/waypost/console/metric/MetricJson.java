package dev.waypost.console.metric;

import com.google.protobuf.Duration;
import dev.waypost.console.json.Json;
import dev.waypost.console.json.Times;
import dev.waypost.proto.health.v1.EndpointMetrics;
import dev.waypost.proto.health.v1.ErrorCounts;
import dev.waypost.proto.health.v1.MessageCounts;
import dev.waypost.proto.health.v1.Metrics;
import dev.waypost.proto.health.v1.Performance;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes statistics as the original metrics API did, and what was added since beside it.
public final class MetricJson {
    private MetricJson() {}

    /// Of one tenant.
    static Json tenant(Metrics metrics) {
        Json json = Json.object().put("companyId", metrics.getTenantId()).put("tenantId", metrics.getTenantId());
        fill(json, metrics);
        if (metrics.getEndpointsCount() > 0) {
            Map<String, Object> endpoints = new LinkedHashMap<>();
            metrics.getEndpointsList().stream()
                    .filter(endpoint -> !endpoint.getEndpointId().isEmpty())
                    .forEach(endpoint -> endpoints.put(
                            endpoint.getEndpointId(), endpoint(endpoint).fields()));
            json.put("endpoints", endpoints);
        }
        return json;
    }

    /// Of the platform.
    public static Json global(Metrics metrics) {
        Json json = Json.object()
                .put("messagesSent", metrics.getMessages().getSent())
                .put("messagesReceived", metrics.getMessages().getReceived())
                .put("messagesFailed", metrics.getMessages().getFailed());
        fill(json, metrics);
        return json;
    }

    private static void fill(Json json, Metrics metrics) {
        json.put("uptime", millis(metrics.getUptime()))
                .put("from", Times.iso(metrics.hasFromTime(), metrics.getFromTime()))
                .put("until", Times.iso(metrics.hasUntilTime(), metrics.getUntilTime()))
                .put("messages", messages(metrics.getMessages()))
                .put(
                        "sessions",
                        Json.object()
                                .put("active", metrics.getSessions().getActive())
                                .put("connections", metrics.getSessions().getConnections())
                                .put("disconnections", metrics.getSessions().getDisconnections()))
                .put("errors", errors(metrics.getErrors()))
                .put("successRate", percent(metrics.getSuccessRate()))
                .put(
                        "deliveries",
                        Json.object()
                                .put("webhooks", metrics.getDeliveries().getWebhooks())
                                .put("delivered", metrics.getDeliveries().getDelivered())
                                .put("failed", metrics.getDeliveries().getFailed()))
                .put("performance", performance(metrics.getPerformance()))
                .put("incomplete", metrics.getIncomplete());
    }

    private static Json endpoint(EndpointMetrics endpoint) {
        return Json.object()
                .put("messages", messages(endpoint.getMessages()))
                .put("errors", errors(endpoint.getErrors()))
                .put("successRate", percent(endpoint.getSuccessRate()))
                .put("performance", performance(endpoint.getPerformance()));
    }

    private static Json messages(MessageCounts counts) {
        return Json.object()
                .put("accepted", counts.getAccepted())
                .put("sent", counts.getSent())
                .put("received", counts.getReceived())
                .put("delivered", counts.getDelivered())
                .put("read", counts.getRead())
                .put("failed", counts.getFailed())
                .put("queued", counts.hasQueued() ? counts.getQueued() : null);
    }

    private static Json errors(ErrorCounts errors) {
        return Json.object()
                .put("total", errors.getTotal())
                .put("rate", percent(errors.getRate()))
                .put("breakdown", new java.util.TreeMap<>(errors.getByKindMap()));
    }

    /// In milliseconds; what was not timed is left out.
    static Json performance(Performance times) {
        return Json.object()
                .put(
                        "accept",
                        times.hasAcceptMean()
                                ? times(
                                        times.getAcceptMean(),
                                        times.getAcceptP50(),
                                        times.getAcceptP95(),
                                        times.getAcceptP99())
                                : null)
                .put(
                        "dispatch",
                        times.hasDispatchMean()
                                ? times(
                                        times.getDispatchMean(),
                                        times.getDispatchP50(),
                                        times.getDispatchP95(),
                                        times.getDispatchP99())
                                : null)
                .put(
                        "delivery",
                        times.hasDeliveryMean()
                                ? times(
                                        times.getDeliveryMean(),
                                        times.getDeliveryP50(),
                                        times.getDeliveryP95(),
                                        times.getDeliveryP99())
                                : null);
    }

    private static Json times(Duration mean, Duration p50, Duration p95, Duration p99) {
        return Json.object()
                .put("mean", exact(mean))
                .put("p50", exact(p50))
                .put("p95", exact(p95))
                .put("p99", exact(p99));
    }

    private static double exact(Duration time) {
        return Math.round(time.getSeconds() * 10_000.0 + time.getNanos() / 100_000.0) / 10.0;
    }

    private static @Nullable Long millis(Duration time) {
        return time.getSeconds() * 1000 + time.getNanos() / 1_000_000;
    }

    /// As the original API wrote rates: `3.33%`.
    public static String percent(double rate) {
        String text = String.format(Locale.ROOT, "%.2f", rate * 100);
        return text.replaceAll("\\.?0+$", "") + "%";
    }
}
