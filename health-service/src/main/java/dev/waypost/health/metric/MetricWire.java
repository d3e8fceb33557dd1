package dev.waypost.health.metric;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import dev.waypost.platform.tally.Count;
import dev.waypost.platform.tally.Timing;
import dev.waypost.proto.health.v1.DeliveryCounts;
import dev.waypost.proto.health.v1.EndpointMetrics;
import dev.waypost.proto.health.v1.ErrorCounts;
import dev.waypost.proto.health.v1.MessageCounts;
import dev.waypost.proto.health.v1.Metric;
import dev.waypost.proto.health.v1.Performance;
import dev.waypost.proto.health.v1.SessionCounts;
import dev.waypost.proto.health.v1.TimeRange;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes numbers in the words of the contract.
final class MetricWire {
    private MetricWire() {}

    static dev.waypost.proto.health.v1.Metrics.Builder of(Summary summary, long connected) {
        Numbers total = summary.total();
        return dev.waypost.proto.health.v1.Metrics.newBuilder()
                .setTenantId(summary.tenantId())
                .setMessages(messages(total))
                .setSessions(SessionCounts.newBuilder()
                        .setActive(connected)
                        .setConnections(total.of(Count.CONNECTED))
                        .setDisconnections(total.of(Count.DISCONNECTED)))
                .setErrors(errors(total))
                .setPerformance(performance(total))
                .setDeliveries(DeliveryCounts.newBuilder()
                        .setWebhooks(total.of(Count.WEBHOOKS))
                        .setDelivered(total.of(Count.PROJECT_DELIVERED))
                        .setFailed(total.of(Count.PROJECT_FAILED)))
                .setSuccessRate(total.successRate())
                .setIncomplete(summary.incomplete());
    }

    static EndpointMetrics endpoint(String endpointId, Numbers numbers) {
        return EndpointMetrics.newBuilder()
                .setEndpointId(endpointId)
                .setMessages(messages(numbers))
                .setErrors(errors(numbers))
                .setSuccessRate(numbers.successRate())
                .setPerformance(performance(numbers))
                .build();
    }

    private static MessageCounts messages(Numbers numbers) {
        return MessageCounts.newBuilder()
                .setAccepted(numbers.of(Count.ACCEPTED))
                .setSent(numbers.of(Count.SENT))
                .setReceived(numbers.of(Count.RECEIVED))
                .setFailed(numbers.of(Count.FAILED))
                .setDelivered(numbers.of(Count.DELIVERED))
                .setRead(numbers.of(Count.READ))
                .build();
    }

    private static ErrorCounts errors(Numbers numbers) {
        var errors = ErrorCounts.newBuilder().setTotal(numbers.errors()).setRate(numbers.errorRate());
        for (Count count : Count.values()) {
            if (count.isError() && numbers.of(count) > 0) {
                errors.putByKind(count.kind(), numbers.of(count));
            }
        }
        return errors.build();
    }

    static Performance performance(Numbers numbers) {
        var times = Performance.newBuilder();
        put(times::setAcceptMean, numbers.mean(Timing.ACCEPT));
        put(times::setAcceptP50, numbers.percentile(Timing.ACCEPT, 0.5));
        put(times::setAcceptP95, numbers.percentile(Timing.ACCEPT, 0.95));
        put(times::setAcceptP99, numbers.percentile(Timing.ACCEPT, 0.99));
        put(times::setDispatchMean, numbers.mean(Timing.DISPATCH));
        put(times::setDispatchP50, numbers.percentile(Timing.DISPATCH, 0.5));
        put(times::setDispatchP95, numbers.percentile(Timing.DISPATCH, 0.95));
        put(times::setDispatchP99, numbers.percentile(Timing.DISPATCH, 0.99));
        put(times::setDeliveryMean, numbers.mean(Timing.DELIVERY));
        put(times::setDeliveryP50, numbers.percentile(Timing.DELIVERY, 0.5));
        put(times::setDeliveryP95, numbers.percentile(Timing.DELIVERY, 0.95));
        put(times::setDeliveryP99, numbers.percentile(Timing.DELIVERY, 0.99));
        return times.build();
    }

    private static void put(Consumer<Duration> field, java.time.@Nullable Duration time) {
        if (time != null) {
            field.accept(duration(time));
        }
    }

    static double value(Metric metric, Numbers numbers) {
        return switch (metric) {
            case METRIC_MESSAGES_SENT -> numbers.of(Count.SENT);
            case METRIC_MESSAGES_RECEIVED -> numbers.of(Count.RECEIVED);
            case METRIC_MESSAGES_FAILED -> numbers.of(Count.FAILED);
            case METRIC_MESSAGES_ACCEPTED -> numbers.of(Count.ACCEPTED);
            case METRIC_MESSAGES_DELIVERED -> numbers.of(Count.DELIVERED);
            case METRIC_MESSAGES_READ -> numbers.of(Count.READ);
            case METRIC_ERRORS -> numbers.errors();
            case METRIC_ERROR_RATE -> numbers.errorRate();
            case METRIC_DISPATCH_TIME -> millis(numbers.mean(Timing.DISPATCH));
            case METRIC_DISPATCH_TIME_P99 -> millis(numbers.percentile(Timing.DISPATCH, 0.99));
            case METRIC_DELIVERY_TIME_P99 -> millis(numbers.percentile(Timing.DELIVERY, 0.99));
            case METRIC_SESSIONS_ACTIVE -> numbers.of(Count.CONNECTED) - numbers.of(Count.DISCONNECTED);
            case METRIC_UNSPECIFIED, UNRECOGNIZED -> 0;
        };
    }

    private static double millis(java.time.@Nullable Duration time) {
        return time == null ? 0 : time.toNanos() / 1_000_000.0;
    }

    static @Nullable Instant from(TimeRange range) {
        return range.hasFromTime() ? instant(range.getFromTime()) : null;
    }

    static @Nullable Instant until(TimeRange range) {
        return range.hasUntilTime() ? instant(range.getUntilTime()) : null;
    }

    private static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    static Timestamp time(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    static Duration duration(java.time.Duration time) {
        return Duration.newBuilder()
                .setSeconds(time.getSeconds())
                .setNanos(time.getNano())
                .build();
    }
}
