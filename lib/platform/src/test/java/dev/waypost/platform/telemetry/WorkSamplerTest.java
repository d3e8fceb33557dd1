package dev.waypost.platform.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import org.junit.jupiter.api.Test;

class WorkSamplerTest {
    private final io.opentelemetry.api.trace.Tracer tracer =
            SdkTracerProvider.builder().setSampler(new WorkSampler(1)).build().get("test");

    @Test
    void a_poll_begins_no_trace_and_work_does() {
        assertThat(tracer.spanBuilder("select")
                        .setSpanKind(SpanKind.CLIENT)
                        .startSpan()
                        .getSpanContext()
                        .isSampled())
                .isFalse();
        assertThat(tracer.spanBuilder("message.dispatch")
                        .startSpan()
                        .getSpanContext()
                        .isSampled())
                .isTrue();
    }

    @Test
    void a_call_inside_a_unit_of_work_is_recorded() {
        var work = tracer.spanBuilder("message.dispatch").startSpan();
        try (var ignored = work.makeCurrent()) {
            assertThat(tracer.spanBuilder("select")
                            .setSpanKind(SpanKind.CLIENT)
                            .startSpan()
                            .getSpanContext()
                            .isSampled())
                    .isTrue();
        }
    }
}
