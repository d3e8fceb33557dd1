package dev.waypost.platform.telemetry;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Makes spans, also ones that continue a trace which was stored with a row or travelled through a provider.
public final class Traces {
    private static final int TRACEPARENT_LENGTH = 55;

    private final Tracer tracer;

    Traces(OpenTelemetry openTelemetry) {
        this.tracer = openTelemetry.getTracer("dev.waypost");
    }

    public UnitOfWork span(String name) {
        return new UnitOfWork(tracer.spanBuilder(name));
    }

    /// The running span as a W3C `traceparent`, to be stored with a row; null when nothing is being traced.
    public static @Nullable String currentTraceparent() {
        return traceparent(Span.current().getSpanContext());
    }

    public static @Nullable String traceparent(SpanContext span) {
        return span.isValid()
                ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex()
                : null;
    }

    /// The running trace's id, or an empty text when nothing is being traced.
    public static String currentTraceId() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid() ? span.getTraceId() : "";
    }

    /// The trace id inside a `traceparent`, or an empty text.
    public static String traceIdOf(@Nullable String traceparent) {
        return parse(traceparent).map(SpanContext::getTraceId).orElse("");
    }

    public static Optional<SpanContext> parse(@Nullable String traceparent) {
        if (traceparent == null
                || traceparent.length() != TRACEPARENT_LENGTH
                || !traceparent.startsWith("00-")
                || traceparent.charAt(35) != '-'
                || traceparent.charAt(52) != '-'
                || !isHex(traceparent.substring(53))) {
            return Optional.empty();
        }
        SpanContext span = SpanContext.createFromRemoteParent(
                traceparent.substring(3, 35),
                traceparent.substring(36, 52),
                TraceFlags.fromHex(traceparent, 53),
                TraceState.getDefault());
        return span.isValid() ? Optional.of(span) : Optional.empty();
    }

    private static boolean isHex(String text) {
        return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }

    /// A span that is about to run.
    public static final class UnitOfWork {
        private final SpanBuilder builder;

        private UnitOfWork(SpanBuilder builder) {
            this.builder = builder;
        }

        /// Continues the trace that was stored; without one the running span, if any, is the parent.
        public UnitOfWork parent(@Nullable String traceparent) {
            parse(traceparent)
                    .ifPresent(span -> builder.setParent(Context.root().with(Span.wrap(span))));
            return this;
        }

        /// Begins a trace of its own, whatever is running.
        public UnitOfWork root() {
            builder.setNoParent();
            return this;
        }

        /// Points at a trace that is not ours to continue.
        public UnitOfWork link(@Nullable String traceparent) {
            parse(traceparent).ifPresent(builder::addLink);
            return this;
        }

        public UnitOfWork kind(SpanKind kind) {
            builder.setSpanKind(kind);
            return this;
        }

        public UnitOfWork set(String key, String value) {
            builder.setAttribute(key, value);
            return this;
        }

        public UnitOfWork set(String key, long value) {
            builder.setAttribute(key, value);
            return this;
        }

        public void run(Consumer<Span> work) {
            call(span -> {
                work.accept(span);
                return true;
            });
        }

        public <T> T call(Function<Span, T> work) {
            Span span = builder.startSpan();
            try (Scope ignored = span.makeCurrent()) {
                return work.apply(span);
            } catch (RuntimeException e) {
                // The type only: messages of exceptions may quote what callers sent.
                span.setStatus(StatusCode.ERROR, e.getClass().getSimpleName());
                throw e;
            } finally {
                span.end();
            }
        }
    }
}
