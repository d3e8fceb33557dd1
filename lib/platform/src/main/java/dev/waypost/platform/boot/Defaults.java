package dev.waypost.platform.boot;

import java.util.Map;

/// What every service asks of the framework; people never set these, they set `waypost.*`.
final class Defaults {
    private Defaults() {}

    static Map<String, Object> of(String service) {
        return Map.ofEntries(
                Map.entry("micronaut.application.name", service),
                Map.entry("micronaut.server.host", "${waypost.server.host:0.0.0.0}"),
                // The console streams the files of transfers; whatever is held in memory stays small there too.
                Map.entry("micronaut.server.max-request-size", service.equals("console") ? "1073741824" : "4194304"),
                Map.entry("micronaut.server.max-request-buffer-size", "4194304"),
                Map.entry("micronaut.server.netty.access-logger.enabled", false),
                Map.entry("micronaut.executors.blocking.virtual", true),
                Map.entry("micronaut.netty.event-loops.default.num-threads", 2),
                Map.entry("micronaut.metrics.enabled", true),
                Map.entry("micronaut.metrics.export.prometheus.enabled", true),
                Map.entry("micronaut.metrics.export.prometheus.step", "PT10S"),
                Map.entry("micronaut.metrics.binders.files.enabled", false),
                Map.entry("micronaut.metrics.binders.logback.enabled", false),
                Map.entry("endpoints.all.enabled", false),
                Map.entry("endpoints.health.enabled", true),
                Map.entry("endpoints.health.sensitive", false),
                Map.entry("endpoints.health.details-visible", "NEVER"),
                Map.entry("endpoints.health.disk-space.enabled", false),
                Map.entry("endpoints.health.discovery-client.enabled", false),
                Map.entry("endpoints.prometheus.enabled", true),
                Map.entry("endpoints.prometheus.sensitive", false),
                Map.entry("grpc.server.host", "${waypost.server.host:0.0.0.0}"),
                Map.entry("grpc.server.max-inbound-message-size", 4 << 20),
                Map.entry("grpc.server.keep-alive-time", "60s"),
                Map.entry("grpc.server.health.enabled", !service.equals("console")),
                Map.entry("waypost.service", service));
    }
}
