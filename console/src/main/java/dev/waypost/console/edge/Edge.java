package dev.waypost.console.edge;

import dev.waypost.console.json.FieldNames;
import dev.waypost.console.json.Json;
import dev.waypost.console.json.Shape;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.telemetry.Traces;
import io.grpc.StatusRuntimeException;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import jakarta.inject.Singleton;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs every handler the same way: in a span that continues the caller's trace, with its answer as JSON and its
/// failure as problem+json.
@Singleton
public final class Edge {
    private static final Logger LOG = LoggerFactory.getLogger(Edge.class);

    private final Traces traces;

    Edge(Traces traces) {
        this.traces = traces;
    }

    /// What a handler does for one caller.
    @FunctionalInterface
    public interface Work {
        Answer answer(Incoming incoming);
    }

    public HttpResponse<byte[]> answer(HttpRequest<?> request, Work work) {
        return answer(request, FieldNames.SAME, work);
    }

    /// @param shape what the JSON of this route looks like
    public HttpResponse<byte[]> answer(HttpRequest<?> request, Shape shape, Work work) {
        return answer(request, shape.names(), work);
    }

    /// @param names what the JSON of this route calls the fields of the contract behind it
    public HttpResponse<byte[]> answer(HttpRequest<?> request, FieldNames names, Work work) {
        return handle(request, names, incoming -> written(work.answer(incoming)));
    }

    /// For answers that are no JSON. A failure before the first byte is problem+json as always; a later one breaks the
    /// connection off.
    public HttpResponse<?> stream(
            HttpRequest<?> request, Shape shape, Function<Incoming, MutableHttpResponse<Object>> work) {
        return handle(request, shape.names(), work);
    }

    @SuppressWarnings("unchecked") // a problem has bytes for a body, whatever the answer would have had
    private <B> MutableHttpResponse<B> handle(
            HttpRequest<?> request, FieldNames names, Function<Incoming, MutableHttpResponse<B>> work) {
        Incoming incoming = new Incoming(request, KeyFilter.callerOf(request));
        // The key was checked, so the parent is a caller's and not a stranger's.
        return traces.span(request.getMethodName() + " " + route(request))
                .kind(SpanKind.SERVER)
                .parent(request.getHeaders().get("traceparent"))
                .set("http.request.method", request.getMethodName())
                .call(span -> {
                    MutableHttpResponse<B> response;
                    try {
                        response = work.apply(incoming);
                    } catch (RuntimeException e) {
                        response = (MutableHttpResponse<B>) failed(incoming, names, e);
                    }
                    span.setAttribute("http.response.status_code", response.code());
                    if (incoming.usedRequestId() != null) {
                        response.header("X-Waypost-Request-Id", incoming.usedRequestId());
                    }
                    if (!incoming.unread().isEmpty()) {
                        response.header("X-Waypost-Unread-Fields", String.join(", ", incoming.unread()));
                    }
                    return response.header("X-Waypost-Trace-Id", Traces.currentTraceId());
                });
    }

    private static MutableHttpResponse<byte[]> failed(Incoming incoming, FieldNames names, RuntimeException error) {
        if (!(error instanceof StatusRuntimeException status)) {
            return failed(error);
        }
        Fault fault = names.translate(faultOf(status));
        boolean stale = fault.reason() == Reason.REVISION_CONFLICT && incoming.isConditional();
        return failed(stale ? HttpRefusal.preconditionFailed(fault) : fault);
    }

    private static MutableHttpResponse<byte[]> written(Answer answer) {
        MutableHttpResponse<byte[]> response;
        if (answer.status() == HttpStatus.NO_CONTENT.getCode()) {
            response = HttpResponse.noContent();
        } else {
            response = HttpResponse.<byte[]>status(HttpStatus.valueOf(answer.status()))
                    .body(Json.bytes(answer.body()))
                    .contentType(MediaType.APPLICATION_JSON_TYPE);
        }
        // What If-Match names is the revision: the tag of exactly what was read.
        if (answer.body() instanceof Json json && json.fields().get("revision") instanceof Long revision) {
            response.header(HttpHeaders.ETAG, "\"" + revision + "\"");
        }
        answer.headers().forEach(response::header);
        return response;
    }

    static MutableHttpResponse<byte[]> failed(Throwable error) {
        if (error instanceof HttpRefusal refusal) {
            return Problem.of(refusal.fault(), refusal.status(), Traces.currentTraceId());
        }
        Fault fault = faultOf(error);
        if (fault.reason() == Reason.INTERNAL) {
            Span.current().setStatus(StatusCode.ERROR);
            LOG.atError()
                    .setCause(error)
                    .addKeyValue("trace_id", Traces.currentTraceId())
                    .log("request.failed");
        }
        return Problem.of(fault, Traces.currentTraceId());
    }

    static Fault faultOf(Throwable error) {
        return switch (error) {
            case Fault fault -> fault;
            case StatusRuntimeException status -> FaultStatus.of(status);
            default -> Fault.of(Reason.INTERNAL).because(error);
        };
    }

    /// The path with its placeholders, so that spans of one route have one name and no ids in it.
    private static String route(HttpRequest<?> request) {
        return BasicHttpAttributes.getUriTemplate(request).orElse("");
    }
}
