package dev.waypost.console.metric;

import dev.waypost.console.json.Documented;
import dev.waypost.console.json.Shape;
import dev.waypost.proto.health.v1.ExportMetricsRequest;
import dev.waypost.proto.health.v1.GetGlobalMetricsRequest;
import dev.waypost.proto.health.v1.GetPerformanceRequest;
import dev.waypost.proto.health.v1.GetRateRequest;
import dev.waypost.proto.health.v1.GetTenantMetricsRequest;
import dev.waypost.proto.health.v1.GetTimeSeriesRequest;
import dev.waypost.proto.health.v1.ListTenantMetricsRequest;
import dev.waypost.proto.health.v1.Metrics;
import jakarta.inject.Singleton;
import java.util.List;

/// How statistics are asked for.
@Singleton
final class MetricShapes implements Documented {
    static final Shape METRIC = Shape.camelCase(Metrics.getDescriptor())
            .inline("range")
            .rename("from_time", "from")
            .rename("until_time", "until")
            .lower("metric", "format")
            .alias("companyId", "tenantId")
            .alias("to", "until");

    @Override
    public List<Schema> schemas() {
        return List.of(
                Schema.asked("MetricsGet", METRIC, GetGlobalMetricsRequest.getDescriptor()),
                Schema.asked("TenantMetricsGet", METRIC, GetTenantMetricsRequest.getDescriptor(), "tenant_id"),
                Schema.asked("TenantMetricsList", METRIC, ListTenantMetricsRequest.getDescriptor()),
                Schema.asked("PerformanceGet", METRIC, GetPerformanceRequest.getDescriptor()),
                Schema.asked("TimeSeriesGet", METRIC, GetTimeSeriesRequest.getDescriptor()),
                Schema.asked("RateGet", METRIC, GetRateRequest.getDescriptor()),
                Schema.asked("MetricsExport", METRIC, ExportMetricsRequest.getDescriptor()));
    }
}
