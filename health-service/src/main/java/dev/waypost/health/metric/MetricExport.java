package dev.waypost.health.metric;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.waypost.health.metric.MetricStore.Hour;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes statistics as a file, piece by piece, however many tenants there are.
final class MetricExport {
    private static final int PAGE = 500;
    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<Count, String> COLUMNS = columns();

    private final Metrics metrics;
    private final Set<String> whose;
    private final Window window;

    MetricExport(Metrics metrics, Set<String> whose, Window window) {
        this.metrics = metrics;
        this.whose = whose;
        this.window = window;
    }

    private static Map<Count, String> columns() {
        Map<Count, String> columns = new LinkedHashMap<>();
        columns.put(Count.ACCEPTED, "accepted");
        columns.put(Count.SENT, "sent");
        columns.put(Count.DELIVERED, "delivered");
        columns.put(Count.READ, "read");
        columns.put(Count.FAILED, "failed");
        columns.put(Count.RECEIVED, "received");
        columns.put(Count.WEBHOOKS, "webhooks");
        columns.put(Count.PROJECT_DELIVERED, "projectDelivered");
        columns.put(Count.PROJECT_FAILED, "projectFailed");
        columns.put(Count.CONNECTED, "connections");
        columns.put(Count.DISCONNECTED, "disconnections");
        return columns;
    }

    /// One line for each tenant, endpoint and hour; one for each tenant and endpoint when no time is named.
    void csv(Consumer<String> out) {
        out.accept("tenantId,endpointId,time," + String.join(",", COLUMNS.values())
                + ",errors,errorRate,dispatchP50Ms,dispatchP95Ms,dispatchP99Ms,deliveryP99Ms\n");
        Hour last = new Hour("", "", -1, new Numbers());
        List<Hour> page;
        do {
            page = metrics.after(last, whose, window, PAGE);
            for (Hour hour : page) {
                out.accept(line(hour));
                last = hour;
            }
        } while (page.size() == PAGE);
    }

    private static String line(Hour hour) {
        Numbers numbers = hour.numbers();
        var line = new StringBuilder(hour.tenantId())
                .append(',')
                .append(hour.endpointId())
                .append(',');
        line.append(
                hour.hour() == 0
                        ? ""
                        : Instant.ofEpochSecond(hour.hour() * 3600).toString());
        COLUMNS.keySet().forEach(count -> line.append(',').append(numbers.of(count)));
        line.append(',').append(numbers.errors());
        line.append(',').append(String.format(Locale.ROOT, "%.4f", numbers.errorRate()));
        line.append(',').append(millis(numbers.percentile(Timing.DISPATCH, 0.5)));
        line.append(',').append(millis(numbers.percentile(Timing.DISPATCH, 0.95)));
        line.append(',').append(millis(numbers.percentile(Timing.DISPATCH, 0.99)));
        line.append(',').append(millis(numbers.percentile(Timing.DELIVERY, 0.99)));
        return line.append('\n').toString();
    }

    private static String millis(@Nullable Duration time) {
        return time == null ? "" : String.format(Locale.ROOT, "%.1f", time.toNanos() / 1_000_000.0);
    }

    /// As documented: `global`, and `companies` by id.
    void json(Consumer<String> out) {
        out.accept("{\"success\":true,\"exportedAt\":" + written(metrics.now().toString()) + ",\"global\":");
        out.accept(written(shape(metrics.sum(whose, window).total())));
        out.accept(",\"companies\":{");
        boolean first = true;
        String after = "";
        List<String> page;
        do {
            page = metrics.tenants(whose, after, PAGE);
            for (Summary summary : metrics.each(page, window).values()) {
                out.accept((first ? "" : ",") + written(summary.tenantId()) + ":");
                out.accept(written(shape(summary.total())));
                first = false;
                after = summary.tenantId();
            }
        } while (page.size() == PAGE);
        out.accept("}}\n");
    }

    private static Map<String, Object> shape(Numbers numbers) {
        Map<String, Object> messages = new LinkedHashMap<>();
        COLUMNS.forEach((count, name) -> messages.put(name, numbers.of(count)));
        Map<String, Object> breakdown = new LinkedHashMap<>();
        for (Count count : Count.values()) {
            if (count.isError() && numbers.of(count) > 0) {
                breakdown.put(count.kind(), numbers.of(count));
            }
        }
        Map<String, Object> shape = new LinkedHashMap<>();
        shape.put("messagesSent", numbers.of(Count.SENT));
        shape.put("messagesReceived", numbers.of(Count.RECEIVED));
        shape.put("messages", messages);
        shape.put(
                "errors",
                Map.of("total", numbers.errors(), "rate", percent(numbers.errorRate()), "breakdown", breakdown));
        return shape;
    }

    static String percent(double rate) {
        String text = String.format(Locale.ROOT, "%.2f", rate * 100);
        return text.replaceAll("\\.?0+$", "") + "%";
    }

    /// Sums since the beginning, as a scrape would find them.
    void prometheus(Consumer<String> out) {
        out.accept("# HELP waypost_tenant_messages_total What was counted of a tenant.\n");
        out.accept("# TYPE waypost_tenant_messages_total counter\n");
        String after = "";
        List<String> page;
        do {
            page = metrics.tenants(whose, after, PAGE);
            for (Summary summary : metrics.each(page, Window.EVERYTHING).values()) {
                COLUMNS.forEach((count, name) -> out.accept("waypost_tenant_messages_total{tenant=\""
                        + summary.tenantId() + "\",kind=\"" + name + "\"} "
                        + summary.total().of(count) + "\n"));
                out.accept("waypost_tenant_messages_total{tenant=\"" + summary.tenantId() + "\",kind=\"errors\"} "
                        + summary.total().errors() + "\n");
                after = summary.tenantId();
            }
        } while (page.size() == PAGE);
    }

    private static String written(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("numbers that cannot be written as JSON", e);
        }
    }
}
