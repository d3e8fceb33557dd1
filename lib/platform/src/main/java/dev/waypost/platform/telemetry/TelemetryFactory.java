package dev.waypost.platform.telemetry;

import io.micronaut.context.annotation.Bean;
import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Value;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import jakarta.inject.Singleton;

/// One OpenTelemetry per service, never the process-wide one: in all-in-one several services share a process.
@Factory
class TelemetryFactory {
    @Singleton
    @Bean(preDestroy = "close")
    OpenTelemetrySdk sdk(TelemetrySettings settings, @Value("${waypost.service}") String service) {
        var provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault().toBuilder()
                        .put(AttributeKey.stringKey("service.name"), TelemetryNames.serviceName(service))
                        .build())
                .setSampler(new WorkSampler(settings.sampleRatio()));
        String endpoint = settings.otlpEndpoint();
        if (endpoint != null && !endpoint.isEmpty()) {
            var exporter = OtlpHttpSpanExporter.builder()
                    .setEndpoint(endpoint + "/v1/traces")
                    .build();
            provider.addSpanProcessor(BatchSpanProcessor.builder(exporter)
                    .setScheduleDelay(settings.flushInterval())
                    .setMaxQueueSize(8192)
                    .build());
        }
        return OpenTelemetrySdk.builder()
                .setTracerProvider(provider.build())
                .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
                .build();
    }

    @Singleton
    Traces traces(OpenTelemetry openTelemetry) {
        return new Traces(openTelemetry);
    }
}
