package dev.waypost.console.edge;

import dev.waypost.console.json.Json;
import dev.waypost.platform.auth.Caller;
import dev.waypost.platform.fault.Fault;
import dev.waypost.platform.fault.FaultStatus;
import dev.waypost.platform.fault.Reason;
import dev.waypost.platform.telemetry.Traces;
import io.grpc.StatusRuntimeException;
import io.micronaut.http.BasicHttpAttributes;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import jakarta.inject.Singleton;
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
        Answer answer(Caller caller);
    }

    public HttpResponse<byte[]> answer(HttpRequest<?> request, Work work) {
        return answer(request, FieldNames.SAME, work);
    }

    /// @param names what the JSON of this route calls the fields of the contract behind it
    public HttpResponse<byte[]> answer(HttpRequest<?> request, FieldNames names, Work work) {
        Caller caller = KeyFilter.callerOf(request);
        // The key was checked, so the parent is a caller's and not a stranger's.
        return traces.span(request.getMethodName() + " " + route(request))
                .kind(SpanKind.SERVER)
                .parent(request.getHeaders().get("traceparent"))
                .set("http.request.method", request.getMethodName())
                .call(span -> {
                    MutableHttpResponse<byte[]> response = run(caller, names, work);
                    span.setAttribute("http.response.status_code", response.code());
                    return response.header("X-Waypost-Trace-Id", Traces.currentTraceId());
                });
    }

    /// The body as it came; empty when there is none.
    public static byte[] bodyOf(HttpRequest<byte[]> request) {
        return request.getBody().orElseGet(() -> new byte[0]);
    }

    private static MutableHttpResponse<byte[]> run(Caller caller, FieldNames names, Work work) {
        try {
            Answer answer = work.answer(caller);
            if (answer.status() == HttpStatus.NO_CONTENT.getCode()) {
                return HttpResponse.noContent();
            }
            MutableHttpResponse<byte[]> response = HttpResponse.<byte[]>status(HttpStatus.valueOf(answer.status()))
                    .body(Json.bytes(answer.body()))
                    .contentType(MediaType.APPLICATION_JSON_TYPE);
            answer.headers().forEach(response::header);
            return response;
        } catch (StatusRuntimeException e) {
            return failed(names.translate(faultOf(e)));
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    static MutableHttpResponse<byte[]> failed(Throwable error) {
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
